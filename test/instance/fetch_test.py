import base64
import hashlib
import io
import json
import os
import tarfile
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from asterfleet.aws import Aws, AwsError
from asterfleet.fetch import unpack
from asterfleet.metadata import Credentials
from fakes import FakeService

CREDENTIALS = Credentials("key", "secret", "token", 0)


def archive():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as opened:
        entry = tarfile.TarInfo("host/install.sh")
        entry.size = 5
        opened.addfile(entry, io.BytesIO(b"hello"))
    return packed.getvalue()


class FetchTest(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def parameters(self, values, names):
        answer = {"Parameters": [{"Name": name, "Value": values[name]} for name in values]}
        service = FakeService(lambda *_: (200, json.dumps(answer)))
        self.addCleanup(service.close)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": service.url}):
            return Aws("us-east-1", "aws", lambda: CREDENTIALS).get_parameters(names)

    def test_what_the_hash_names_is_unpacked(self):
        packed = archive()
        unpack(packed, hashlib.sha256(packed).hexdigest(), self.folder)
        self.assertEqual((Path(self.folder) / "host/install.sh").read_text(), "hello")

    def test_what_the_hash_does_not_name_is_not_even_opened(self):
        with self.assertRaisesRegex(ValueError, "sha256"):
            unpack(archive(), "0" * 64, self.folder)
        self.assertEqual(list(Path(self.folder).iterdir()), [])

    def test_parts_come_in_the_order_in_which_they_are_named(self):
        found = self.parameters({"/b": "2", "/a": "1"}, ["/a", "/b"])
        self.assertEqual([found[name] for name in ("/a", "/b")], ["1", "2"])

    def test_a_part_that_is_missing_is_named(self):
        with self.assertRaisesRegex(AwsError, "no /b"):
            self.parameters({"/a": base64.b64encode(b"x").decode()}, ["/a", "/b"])

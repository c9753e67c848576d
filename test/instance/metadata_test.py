import json
import unittest
from datetime import datetime, timedelta, timezone

from asterfleet.metadata import Metadata, MetadataError
from fakes import FakeService

DOCUMENT = {
    "accountId": "123456789012",
    "region": "us-east-1",
    "instanceId": "i-1",
    "instanceType": "c7g.large",
    "privateIp": "10.80.0.7",
}


class MetadataTest(unittest.TestCase):
    def setUp(self):
        self.texts = {
            "/latest/dynamic/instance-identity/document": json.dumps(DOCUMENT),
            "/latest/meta-data/services/partition": "aws-cn",
            "/latest/meta-data/tags/instance/asterfleet:directive": "drain",
            "/latest/meta-data/iam/security-credentials/": "role",
        }
        self.tokens = 0
        self.asked = []
        self.status = None
        self.service = FakeService(self.answer)
        self.addCleanup(self.service.close)
        self.metadata = Metadata(self.service.url)

    def answer(self, method, path, headers):
        self.asked.append(path)
        if self.status:
            return self.status, ""
        if method == "PUT":
            self.tokens += 1
            return 200, f"token {self.tokens}"
        if headers["X-aws-ec2-metadata-token"] != f"token {self.tokens}":
            return 401, ""
        text = self.texts.get(path)
        return (404, "") if text is None else (200, text)

    def credentials_for(self, minutes):
        expires = datetime.now(timezone.utc) + timedelta(minutes=minutes)
        self.texts["/latest/meta-data/iam/security-credentials/role"] = json.dumps(
            {
                "AccessKeyId": "key",
                "SecretAccessKey": "secret",
                "Token": "token",
                "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        )

    def test_an_instance_knows_its_own_name(self):
        arn = "arn:aws-cn:ec2:us-east-1:123456789012:instance/i-1"
        self.assertEqual(self.metadata.identity().arn, arn)

    def test_one_token_serves_many_questions(self):
        for _ in range(3):
            self.assertEqual(self.metadata.tag("asterfleet:directive"), "drain")
        self.assertEqual(self.tokens, 1)

    def test_a_token_that_is_no_longer_known_is_renewed(self):
        self.metadata.tag("asterfleet:directive")
        self.tokens += 5
        with self.assertRaises(MetadataError):
            self.metadata.tag("asterfleet:directive")
        self.assertEqual(self.metadata.tag("asterfleet:directive"), "drain")

    def test_what_does_not_exist_is_none_and_no_fault(self):
        self.assertIsNone(self.metadata.public_address())
        self.assertIsNone(self.metadata.tag("asterfleet:unknown"))

    def test_a_fault_is_no_absence(self):
        self.status = 500
        with self.assertRaises(MetadataError):
            self.metadata.public_address()

    def test_credentials_are_kept_until_shortly_before_they_expire(self):
        self.credentials_for(minutes=60)
        for _ in range(3):
            self.assertEqual(self.metadata.credentials().secret, "secret")
        self.assertEqual(self.asked.count("/latest/meta-data/iam/security-credentials/role"), 1)

    def test_credentials_that_expire_soon_are_read_again(self):
        self.credentials_for(minutes=2)
        self.metadata.credentials()
        self.metadata.credentials()
        self.assertEqual(self.asked.count("/latest/meta-data/iam/security-credentials/role"), 2)

    def test_what_is_still_valid_serves_while_the_service_is_away(self):
        self.credentials_for(minutes=2)
        self.metadata.credentials()
        self.status = 503
        self.assertEqual(self.metadata.credentials().key_id, "key")

    def test_an_instance_without_a_role_is_told_so(self):
        del self.texts["/latest/meta-data/iam/security-credentials/"]
        with self.assertRaisesRegex(MetadataError, "no role"):
            self.metadata.credentials()

    def test_a_document_that_makes_no_sense_is_a_fault(self):
        self.texts["/latest/dynamic/instance-identity/document"] = "<html>"
        with self.assertRaises(MetadataError):
            self.metadata.identity()

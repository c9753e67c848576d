"""python3 -m asterfleet.fetch SHA256 FOLDER NAME...: the project's files for an instance, from parameters."""

from __future__ import annotations

import base64
import hashlib
import io
import sys
import tarfile
import time

from .aws import Aws, AwsError
from .metadata import Metadata, MetadataError

RETRY_SECONDS = 5.0
"""In one call. Source: Systems Manager API reference, GetParameters."""
NAMES_MAX = 10


def main(arguments: list[str]) -> int:
    digest, folder, *names = arguments
    while True:
        try:
            unpack(fetch(names), digest, folder)
            return 0
        except (AwsError, MetadataError, ValueError) as error:
            # Nothing outside answers before the Elastic IP is bound.
            sys.stderr.write(f"asterfleet.fetch: {error}\n")
            time.sleep(RETRY_SECONDS)


def fetch(names: list[str]) -> bytes:
    metadata = Metadata()
    identity = metadata.identity()
    aws = Aws(identity.region, identity.partition, metadata.credentials)
    values: dict[str, str] = {}
    for first in range(0, len(names), NAMES_MAX):
        values.update(aws.get_parameters(names[first : first + NAMES_MAX]))
    return base64.b64decode("".join(values[name] for name in names))


def unpack(archive: bytes, digest: str, folder: str) -> None:
    """Only what the user data names by its hash is ever run."""
    found = hashlib.sha256(archive).hexdigest()
    if found != digest:
        raise ValueError(f"sha256 {found}, expected {digest}")
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        opened.extractall(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

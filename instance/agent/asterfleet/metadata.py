"""The instance metadata service, version 2. Source: EC2 user guide, "Instance metadata"."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime

ENDPOINT = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254")
TOKEN_SECONDS = 21_600
TIMEOUT_SECONDS = 2.0
"""Credentials are renewed this long before they expire; AWS offers new ones five minutes before."""
RENEWAL_SECONDS = 240.0

Opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class MetadataError(Exception):
    """The service does not answer, or answers with an error."""


@dataclass(frozen=True)
class Identity:
    instance_id: str
    instance_type: str
    region: str
    account: str
    partition: str
    private_address: str

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:ec2:{self.region}:{self.account}:instance/{self.instance_id}"


@dataclass(frozen=True)
class Credentials:
    key_id: str
    secret: str
    token: str
    expires_at: float


class Metadata:
    """What an instance can learn of itself. Throws MetadataError."""

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint
        self._token = ""
        self._token_until = 0.0
        self._credentials: Credentials | None = None

    def identity(self) -> Identity:
        text = self._get("/latest/dynamic/instance-identity/document") or "{}"
        try:
            document = json.loads(text)
            return Identity(
                instance_id=document["instanceId"],
                instance_type=document["instanceType"],
                region=document["region"],
                account=document["accountId"],
                partition=self._get("/latest/meta-data/services/partition") or "aws",
                private_address=document["privateIp"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise MetadataError(f"reading the identity document: {error!r}") from error

    def public_address(self) -> str | None:
        """The Elastic IP; None until it is bound."""
        return self._get("/latest/meta-data/public-ipv4")

    def tag(self, key: str) -> str | None:
        return self._get(f"/latest/meta-data/tags/instance/{key}")

    def credentials(self) -> Credentials:
        held = self._credentials
        if held and held.expires_at - time.time() > RENEWAL_SECONDS:
            return held
        try:
            self._credentials = self._read_credentials()
        except MetadataError:
            # What is still valid serves until the service answers again.
            if not held or held.expires_at <= time.time():
                raise
        assert self._credentials
        return self._credentials

    def _read_credentials(self) -> Credentials:
        path = "/latest/meta-data/iam/security-credentials/"
        role = self._get(path)
        if not role:
            raise MetadataError("reading credentials: the instance has no role")
        text = self._get(path + role.splitlines()[0]) or "{}"
        try:
            found = json.loads(text)
            expires = datetime.fromisoformat(found["Expiration"].replace("Z", "+00:00"))
            return Credentials(
                found["AccessKeyId"], found["SecretAccessKey"], found["Token"], expires.timestamp()
            )
        except (ValueError, KeyError, TypeError) as error:
            raise MetadataError(f"reading credentials: {error!r}") from error

    def _get(self, path: str) -> str | None:
        """None where there is nothing of that name."""
        try:
            return self._ask("GET", path, {"X-aws-ec2-metadata-token": self._session()})
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            # 401: the token is no longer known, as after a stop and a start.
            self._token_until = 0.0
            raise MetadataError(f"reading {path}: HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise MetadataError(f"reading {path}: {error}") from error

    def _session(self) -> str:
        if time.monotonic() >= self._token_until:
            lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": str(TOKEN_SECONDS)}
            self._token = self._ask("PUT", "/latest/api/token", lifetime)
            self._token_until = time.monotonic() + TOKEN_SECONDS / 2
        return self._token

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(self._endpoint + path, method=method, headers=headers)
        with Opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return str(answer.read().decode("utf-8"))

"""The calls that an instance makes to AWS. Source: IAM user guide, "Signature Version 4"."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from typing import Any, Callable, Mapping
from urllib.parse import urlsplit

from .metadata import Credentials

TIMEOUT_SECONDS = 3.0
Opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AwsError(Exception):
    """The call was refused or not answered."""


class Aws:
    """Signed with the instance's own role. Throws AwsError."""

    def __init__(self, region: str, partition: str, credentials: Callable[[], Credentials]) -> None:
        self._region = region
        self._suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
        self._credentials = credentials

    def put_item(self, table: str, item: Mapping[str, Any]) -> None:
        body = json.dumps({"TableName": table, "Item": {key: _value(item[key]) for key in item}})
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": "DynamoDB_20120810.PutItem",
        }
        self._send("dynamodb", "dynamodb", body, headers)

    def get_parameters(self, names: list[str]) -> dict[str, str]:
        """Values by name, ten at most; one that is missing is an error."""
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AmazonSSM.GetParameters",
        }
        answer = json.loads(self._send("ssm", "ssm", json.dumps({"Names": names}), headers))
        found = {each["Name"]: str(each["Value"]) for each in answer.get("Parameters", [])}
        missing = [name for name in names if name not in found]
        if missing:
            raise AwsError(f"reading parameters: no {', '.join(missing)}")
        return found

    def _send(self, service: str, name: str, body: str, headers: dict[str, str]) -> str:
        url = endpoint(service, name, self._region, self._suffix)
        signed = sign(
            url, service, self._region, body, headers, self._credentials(), time.gmtime()
        )
        request = urllib.request.Request(url, body.encode("utf-8"), signed, method="POST")
        try:
            with Opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            with error:
                says = error.read(500).decode("utf-8", "replace")
            raise AwsError(f"calling {name}: HTTP {error.code} {says}") from error
        except (OSError, ValueError) as error:
            raise AwsError(f"calling {name}: {error}") from error


def endpoint(service: str, name: str, region: str, suffix: str) -> str:
    """As every AWS SDK lets it be set."""
    own = os.environ.get(f"AWS_ENDPOINT_URL_{name.upper()}") or os.environ.get("AWS_ENDPOINT_URL")
    return (own or f"https://{service}.{region}.{suffix}").rstrip("/") + "/"


def sign(
    url: str,
    service: str,
    region: str,
    body: str,
    headers: Mapping[str, str],
    credentials: Credentials,
    at: time.struct_time,
) -> dict[str, str]:
    """The headers of a POST to `url`, whose path is `/`, with its signature."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", at)
    given = {**headers, "host": urlsplit(url).netloc, "x-amz-date": stamp}
    if credentials.token:
        given["x-amz-security-token"] = credentials.token
    names = sorted(given)
    canonical = "\n".join(
        ["POST", "/", "", *(f"{name}:{given[name]}" for name in names), "", ";".join(names), _hash(body)]
    )
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    key = f"AWS4{credentials.secret}".encode("utf-8")
    for part in scope.split("/"):
        key = hmac.new(key, part.encode("utf-8"), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{_hash(canonical)}"
    signature = hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()
    credential = f"Credential={credentials.key_id}/{scope}"
    signed = f"SignedHeaders={';'.join(names)}, Signature={signature}"
    return {**given, "authorization": f"AWS4-HMAC-SHA256 {credential}, {signed}"}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _value(value: Any) -> dict[str, Any]:
    """As DynamoDB writes it."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, float)):
        return {"N": repr(value)}
    if isinstance(value, str):
        return {"S": value}
    return {"L": [_value(each) for each in value]}

import json
import os
import time
import unittest
from unittest.mock import patch

from asterfleet.aws import Aws, AwsError, endpoint, sign
from asterfleet.metadata import Credentials
from fakes import FakeService

EXAMPLE = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", 0)


class AwsTest(unittest.TestCase):
    def test_a_signature_is_that_of_the_test_suite_of_aws(self):
        """Source: AWS Signature Version 4 test suite, post-vanilla."""
        at = time.strptime("20150830T123600", "%Y%m%dT%H%M%S")
        url = "https://example.amazonaws.com/"
        signed = sign(url, "service", "us-east-1", "", {}, EXAMPLE, at)
        self.assertEqual(
            signed["authorization"],
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        )

    def test_a_session_token_is_signed_too(self):
        at = time.gmtime(0)
        credentials = Credentials("key", "secret", "session", 0)
        signed = sign("http://127.0.0.1:1/", "dynamodb", "us-east-1", "{}", {}, credentials, at)
        self.assertIn("x-amz-security-token", signed["authorization"])

    def test_endpoints_are_those_of_the_partition(self):
        with patch.dict(os.environ, clear=True):
            china = endpoint("dynamodb", "dynamodb", "cn-north-1", "amazonaws.com.cn")
        self.assertEqual(china, "https://dynamodb.cn-north-1.amazonaws.com.cn/")

    def test_the_endpoint_of_one_service_goes_before_that_of_all(self):
        own = {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_DYNAMODB": "http://one"}
        with patch.dict(os.environ, own, clear=True):
            self.assertEqual(endpoint("dynamodb", "dynamodb", "r", "s"), "http://one/")
            self.assertEqual(endpoint("monitoring", "cloudwatch", "r", "s"), "http://all/")

    def test_what_is_refused_says_why(self):
        service = FakeService(lambda *_: (400, '{"__type":"AccessDeniedException"}'))
        self.addCleanup(service.close)
        aws = Aws("us-east-1", "aws", lambda: EXAMPLE)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": service.url}):
            with self.assertRaisesRegex(AwsError, "400.*AccessDenied"):
                aws.put_item("heartbeats", {"instanceArn": "x"})

    def test_nobody_there_is_an_error_of_ours(self):
        aws = Aws("us-east-1", "aws", lambda: EXAMPLE)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}):
            with self.assertRaises(AwsError):
                aws.put_item("heartbeats", {"instanceArn": "x"})

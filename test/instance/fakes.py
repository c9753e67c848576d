"""What surrounds the agent, as it is in the tests."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asterfleet.asterisk import AsteriskError, Metrics
from asterfleet.aws import AwsError
from asterfleet.metadata import Identity, MetadataError
from asterfleet.settings import settings_of

IDENTITY = Identity("i-1", "c7g.large", "us-east-1", "123456789012", "aws", "10.80.0.7")


def settings_in(folder, **changes):
    for each in ("etc", "run", "state", "lib", "spool", "log", "modules"):
        (Path(folder) / each).mkdir(exist_ok=True)
    given = {
        "deployment": "prod",
        "fleet": "in-ngn",
        "heartbeatTable": "heartbeats",
        "heartbeatSeconds": 10,
        "limits": {"c7g.large": 110, "c7g.xlarge": 220},
        "sip": {"port": 5060, "transport": "udp"},
        "rtp": {"from": 10000, "to": 20000},
        "softswitch": ["192.0.2.0/24"],
        "paths": {
            each: str(Path(folder) / each)
            for each in ("etc", "run", "state", "lib", "spool", "log", "modules")
        },
    }
    given["paths"]["program"] = "/bin/false"
    return settings_of({**given, **changes})


class FakeMetadata:
    def __init__(self):
        self.tags = {}
        self.address = "198.51.100.7"
        self.is_down = False

    def identity(self):
        return IDENTITY

    def tag(self, key):
        self._check()
        return self.tags.get(key)

    def public_address(self):
        self._check()
        return self.address

    def _check(self):
        if self.is_down:
            raise MetadataError("reading: not there")


class FakeAsterisk:
    """One that has so many channels, and does what it is told."""

    def __init__(self):
        self.channels = 0
        self.calls_sum = 0
        self.uptime = 100
        self.starts = []
        self.is_mute = False
        self.runs = True
        self.knows_maintenance = True
        self.obeys = True
        self.in_maintenance = False
        self.globals = {"FENCE": "0", "OPEN": "0"}
        self.commands = []
        self.is_stopped = False
        self.timing = None

    def metrics(self):
        if self.is_mute or not self.runs:
            raise AsteriskError("/metrics: refused")
        return Metrics(self.channels, self.channels, self.calls_sum, self.uptime)

    def channel_starts(self):
        return self.starts

    def set_global(self, name, value):
        self.globals[name] = value

    def timing_fault(self):
        return self.timing

    def command(self, text):
        self.commands.append(text)
        if "maintenance" in text and not self.knows_maintenance:
            return f"No such command '{text}'"
        if text.startswith("pjsip set maintenance") and self.obeys:
            self.in_maintenance = " on " in f"{text} "
        if text == "pjsip show maintenance":
            return "  softswitch           ON\n" if self.in_maintenance else "0 endpoints\n"
        return ""

    def stop_gracefully(self):
        self.is_stopped = True

    def is_gone(self):
        return not self.runs


class FakeAws:
    def __init__(self):
        self.heartbeats = []
        self.is_down = False

    def put_item(self, table, item):
        if self.is_down:
            raise AwsError("calling dynamodb: timed out")
        self.heartbeats.append(item)


class FakeService:
    """An HTTP server that answers as `answer(method, path, headers)` says: (status, text)."""

    def __init__(self, answer):
        class Handler(BaseHTTPRequestHandler):
            def _serve(self):
                self.rfile.read(int(self.headers.get("content-length") or 0))
                status, text = answer(self.command, self.path, self.headers)
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_PUT = do_POST = _serve

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

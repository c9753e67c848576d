"""The Asterisk of this instance: what it says, and what it is told."""

from __future__ import annotations

import base64
import json
import re
import socket
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .settings import Settings

TIMEOUT_SECONDS = 2.0
COMMAND_SECONDS = 5.0
INBOUND = "softswitch"
Opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AsteriskError(Exception):
    """It does not answer, or not as it should."""


@dataclass(frozen=True)
class Metrics:
    channels: int
    calls: int
    """Since Asterisk started."""
    calls_sum: int
    uptime_seconds: int


class Asterisk:
    """Over its HTTP server, which answers even while it stops, and its CLI. Throws AsteriskError."""

    def __init__(self, settings: Settings, ari_password: str) -> None:
        self._settings = settings
        self._url = f"http://{settings.loopback}:{settings.http_port}"
        user = base64.b64encode(f"agent:{ari_password}".encode()).decode()
        self._authorization = {"Authorization": f"Basic {user}"}

    def metrics(self) -> Metrics:
        text = self._get("/metrics", {})
        return Metrics(
            channels=_metric(text, "asterisk_channels_count"),
            calls=_metric(text, "asterisk_calls_count"),
            calls_sum=_metric(text, "asterisk_calls_sum"),
            uptime_seconds=_metric(text, "asterisk_core_uptime_seconds"),
        )

    def channel_starts(self) -> list[float]:
        """When each channel was made, epoch seconds of the machine."""
        channels: list[dict[str, Any]] = json.loads(self._get("/ari/channels", self._authorization))
        return [_epoch(each["creationtime"]) for each in channels]

    def set_global(self, name: str, value: str) -> None:
        query = urlencode({"variable": name, "value": value})
        self._request("POST", f"/ari/asterisk/variable?{query}", self._authorization)

    def timing_fault(self) -> str | None:
        """None if the timing source ticks. Takes a second."""
        says = self.command("timing test")
        ticks = re.search(r"we got (\d+) timer ticks", says)
        if ticks and int(ticks.group(1)) >= 45:
            return None
        return says.strip().splitlines()[-1] if says.strip() else "timing test says nothing"

    def command(self, text: str) -> str:
        """One line on its CLI; not answered during a graceful stop."""
        arguments = [*self._cli(), text]
        try:
            done = subprocess.run(
                arguments, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AsteriskError(f"{text}: {error}") from error
        if done.returncode != 0:
            raise AsteriskError(f"{text}: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def stop_gracefully(self) -> None:
        """Returns at once; Asterisk goes when its last call has ended, and the command with it."""
        subprocess.Popen(
            [*self._cli(), "core stop gracefully"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def is_gone(self) -> bool:
        """Only where its process is not there and nobody listens: whatever else is unknown."""
        return not self._has_process() and self._is_refused()

    def _has_process(self) -> bool:
        try:
            pid = int((Path(self._settings.paths.run) / "asterisk.pid").read_text("ascii"))
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
        except (OSError, ValueError, IndexError):
            return False
        return state not in ("Z", "X")

    def _is_refused(self) -> bool:
        address = (self._settings.loopback, self._settings.http_port)
        try:
            socket.create_connection(address, TIMEOUT_SECONDS).close()
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
        return False

    def _cli(self) -> list[str]:
        paths = self._settings.paths
        return [paths.program, "-C", f"{paths.etc}/asterisk.conf", "-rx"]

    def _get(self, path: str, headers: dict[str, str]) -> str:
        return self._request("GET", path, headers)

    def _request(self, method: str, path: str, headers: dict[str, str]) -> str:
        request = urllib.request.Request(self._url + path, method=method, headers=headers)
        try:
            with Opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            error.close()
            raise AsteriskError(f"{path}: HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise AsteriskError(f"{path}: {error}") from error


def _metric(text: str, name: str) -> int:
    found = re.search(rf"^{name}(?:{{[^}}]*}})? (\d+)", text, re.MULTILINE)
    if not found:
        raise AsteriskError(f"/metrics: no {name}")
    return int(found.group(1))


def _epoch(text: str) -> float:
    """Asterisk writes the zone without a colon, which Python reads from 3.11 on."""
    return datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text)).timestamp()

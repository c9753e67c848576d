"""What the fleet's definition asks of an instance, as its user data wrote it down."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping
from urllib.parse import urlsplit

FILE = Path(os.environ.get("ASTERFLEET_SETTINGS", "/etc/asterfleet/settings.json"))


class SettingsError(Exception):
    """The file is missing, or a field of it makes no sense."""


@dataclass(frozen=True)
class Paths:
    """Where Asterisk finds and leaves its files."""

    etc: str = "/etc/asterfleet/asterisk"
    run: str = "/run/asterfleet-asterisk"
    state: str = "/run/asterfleet"
    modules: str = ""
    lib: str = "/var/lib/asterisk"
    data: str = "/usr/share/asterisk"
    spool: str = "/var/spool/asterisk"
    log: str = "/var/log/asterisk"
    templates: str = str(Path(__file__).resolve().parents[2] / "asterisk")
    program: str = "/usr/sbin/asterisk"


@dataclass(frozen=True)
class Application:
    """The central application logic: `agi://`, `ws://` or `wss://`, and how fast it must answer."""

    address: str
    answers_within_ms: float

    @property
    def scheme(self) -> str:
        return urlsplit(self.address).scheme

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        usual = {"agi": 4573, "ws": 80, "wss": 443}
        return urlsplit(self.address).port or usual[self.scheme]

    @property
    def path(self) -> str:
        return urlsplit(self.address).path or "/"


@dataclass(frozen=True)
class Settings:
    deployment: str
    fleet: str
    heartbeat_table: str
    heartbeat_seconds: float
    limits: Mapping[str, int]
    sip_port: int
    sip_transport: str
    rtp_from: int
    rtp_to: int
    softswitch: tuple[str, ...]
    application: Application | None = None
    paths: Paths = field(default_factory=Paths)
    # The address that Asterisk listens on; on EC2 there is but one.
    bind: str = "0.0.0.0"
    http_port: int = 8088
    control_group: str = "asterfleet"
    # Where a day passes in minutes: its seconds in one of the machine, and where both began.
    clock_rate: float = 1.0
    clock_began: float = 0.0
    clock_origin: float = 0.0

    @property
    def loopback(self) -> str:
        """Where the agent reaches its own Asterisk."""
        return "127.0.0.1" if self.bind == "0.0.0.0" else self.bind

    def limit_of(self, instance_type: str) -> int:
        """Channels; of a type that the definition does not name, the least that it allows any."""
        return self.limits.get(instance_type) or min(self.limits.values())


def read_settings(file: Path = FILE) -> Settings:
    try:
        return settings_of(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"reading {file}: {type(error).__name__}: {error}") from error


def settings_of(given: Mapping[str, Any]) -> Settings:
    application = given.get("application")
    clock = given.get("clock", {})
    return Settings(
        deployment=given["deployment"],
        fleet=given["fleet"],
        heartbeat_table=given["heartbeatTable"],
        heartbeat_seconds=float(given["heartbeatSeconds"]),
        limits={name: int(limit) for name, limit in given["limits"].items()},
        sip_port=int(given["sip"]["port"]),
        sip_transport=given["sip"]["transport"],
        rtp_from=int(given["rtp"]["from"]),
        rtp_to=int(given["rtp"]["to"]),
        softswitch=tuple(given["softswitch"]),
        application=application_of(application) if application else None,
        paths=Paths(**given.get("paths", {})),
        bind=given.get("bind", "0.0.0.0"),
        http_port=int(given.get("httpPort", 8088)),
        control_group=given.get("controlGroup", "asterfleet"),
        clock_rate=float(clock.get("rate", 1)),
        clock_began=float(clock.get("began", 0)),
        clock_origin=float(clock.get("origin", 0)),
    )


def application_of(given: Mapping[str, Any]) -> Application:
    application = Application(given["address"], float(given["answersWithinMs"]))
    if application.scheme not in ("agi", "ws", "wss") or not application.host:
        raise ValueError(f"application.address {application.address}: agi://, ws:// or wss:// and a host")
    return application

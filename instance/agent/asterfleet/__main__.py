"""python3 -m asterfleet run | configure | check"""

from __future__ import annotations

import logging
import os
import socket
import sys
import time

from . import probes
from .agent import Agent
from .asterisk import Asterisk, AsteriskError
from .aws import Aws
from .clock import Clock
from .configure import ari_password, configure
from .metadata import Identity, Metadata, MetadataError
from .settings import Settings, SettingsError, read_settings

USAGE = """usage: python3 -m asterfleet COMMAND
  run        the agent: reports, and does what the instance's tags ask
  configure  writes Asterisk's configuration
  check      tells what keeps this instance from being ready; 0 if nothing does
"""
IDENTITY_RETRY_SECONDS = 2.0
"""Taken out, or every command on Asterisk's CLI would report to systemd too."""
NOTIFY_SOCKET = os.environ.pop("NOTIFY_SOCKET", "")


def main(arguments: list[str]) -> int:
    commands = {"run": run, "configure": run_configure, "check": check}
    command = commands.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        sys.stderr.write(USAGE)
        return 2
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
    try:
        return command(read_settings())
    except (SettingsError, MetadataError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def run(settings: Settings) -> int:
    clock = Clock(settings.clock_rate, settings.clock_began, settings.clock_origin)
    agent = _open_agent(settings, clock)
    _notify("READY=1")
    while True:
        started = time.monotonic()
        try:
            agent.cycle()
        except Exception:  # noqa: BLE001
            # One cycle is lost, not the agent: it holds no state that a cycle could spoil.
            logging.getLogger("asterfleet").exception("a cycle failed")
        _notify("WATCHDOG=1")
        interval = clock.real_seconds(agent.period())
        time.sleep(max(0.05, interval - (time.monotonic() - started)))


def run_configure(settings: Settings) -> int:
    metadata = Metadata()
    _identity(metadata)
    configure(settings, metadata)
    return 0


def check(settings: Settings) -> int:
    asterisk = Asterisk(settings, ari_password(settings))
    application = settings.application
    faults = [
        probes.options_fault(settings),
        probes.timing_fault(asterisk),
        probes.call_fault(settings),
        probes.application_answer(application)[1] if application else None,
    ]
    try:
        print(asterisk.metrics())
    except AsteriskError as error:
        faults.append(str(error))
    found = [fault for fault in faults if fault]
    print("\n".join(found) or "ready")
    return 1 if found else 0


def _open_agent(settings: Settings, clock: Clock) -> Agent:
    metadata = Metadata()
    identity = _identity(metadata)
    return Agent(
        settings,
        identity,
        metadata,
        Asterisk(settings, ari_password(settings)),
        Aws(identity.region, identity.partition, metadata.credentials),
        clock,
    )


def _identity(metadata: Metadata) -> Identity:
    """Right after the boot the service may not answer yet, and nothing can be done without it."""
    while True:
        try:
            return metadata.identity()
        except MetadataError as error:
            logging.getLogger("asterfleet").warning("%s", error)
            time.sleep(IDENTITY_RETRY_SECONDS)


def _notify(text: str) -> None:
    """Source: sd_notify(3)."""
    if not NOTIFY_SOCKET:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifying:
        is_abstract = NOTIFY_SOCKET.startswith("@")
        notifying.connect("\0" + NOTIFY_SOCKET[1:] if is_abstract else NOTIFY_SOCKET)
        notifying.sendall(text.encode("ascii"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The loop: learn what is wanted, do it, say how it is."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import probes
from .asterisk import Asterisk, AsteriskError, Metrics
from .aws import Aws, AwsError
from .clock import Clock
from .configure import configure, configured_address
from .fence import Fence, Gate
from .metadata import Identity, Metadata, MetadataError
from .rate import AttemptRate
from .settings import Settings, SettingsError

log = logging.getLogger("asterfleet")

DIRECTIVES = ("serve", "drain", "stop")
TAG_DIRECTIVE = "asterfleet:directive"
OLD_CALL_SECONDS = 600.0
"""Of the machine: the probes that take a call's time, while they pass; one that fails is repeated at once."""
SLOW_PROBES_SECONDS = 300.0
"""In a row, before Asterisk is told to go; the controller has long proved more than that."""
EMPTY_READINGS = 2
FIRST_LOOKS_SECONDS = 2.0
"""Between cycles until it has been ready once: somebody waits for it, and nobody calls it yet."""


@dataclass(frozen=True)
class Counts:
    channels: int
    calls: int
    callAttempts: int
    callAttemptsLastMinute: int
    callsOlderThanTenMinutes: int


class Agent:
    """Whatever fails in a cycle leaves everything as it was: calls go on."""

    def __init__(
        self,
        settings: Settings,
        identity: Identity,
        metadata: Metadata,
        asterisk: Asterisk,
        aws: Aws,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._metadata = metadata
        self._asterisk = asterisk
        self._aws = aws
        self._clock = clock
        self._fence = Fence(asterisk)
        self._gate = Gate(asterisk)
        self._state = Path(settings.paths.state)
        self._rate = AttemptRate(self._state / "attempts.json")
        self._boot_id = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        # Until it has been read once, nothing is opened and nothing closed.
        self._is_told = False
        self._was_ready = False
        self._wanted = "serve"
        self._done = "serve"
        self._counts = Counts(0, 0, 0, 0, 0)
        self._empty_readings = 0
        self._own_calls = 0
        self._slow_faults: list[str] | None = None
        self._slow_at = 0.0
        self._is_stopping = False
        self._stopped_at_uptime = 0

    def cycle(self) -> None:
        public = self._learn()
        if not self._is_told:
            return
        metrics = self._look()
        self._obey(metrics)
        self._count(metrics)
        round_trip, reasons = self._readiness(metrics, public)
        is_told = self._report(reasons, round_trip)
        if is_told and metrics and not reasons:
            self._was_ready = True
            self._open(metrics)
        if self._wanted == "stop":
            self._leave(metrics)

    def period(self) -> float:
        """Seconds from one cycle to the next."""
        usual = self._settings.heartbeat_seconds
        return usual if self._was_ready else min(usual, FIRST_LOOKS_SECONDS)

    def _learn(self) -> str | None:
        """What cannot be read stays as it was."""
        try:
            tag = self._metadata.tag(TAG_DIRECTIVE)
            self._is_told = True
            if tag in DIRECTIVES and tag != self._wanted:
                log.info("directive %s, before %s", tag, self._wanted)
                self._wanted = tag
            return self._metadata.public_address()
        except MetadataError as error:
            log.warning("%s", error)
            return configured_address(self._settings)

    def _look(self) -> Metrics | None:
        try:
            return self._asterisk.metrics()
        except AsteriskError as error:
            log.warning("%s", error)
            return None

    def _obey(self, metrics: Metrics | None) -> None:
        """What is reported as done is what Asterisk has confirmed; one that is gone takes no calls."""
        wanted = self._wanted
        if metrics and metrics.uptime_seconds < self._stopped_at_uptime:
            # It failed while it stopped, and was started again.
            self._is_stopping = False
        if self._is_stopping:
            return
        if metrics is None:
            if self._asterisk.is_gone():
                self._done = wanted
            return
        try:
            self._fence.set(wanted != "serve", metrics.uptime_seconds, time.monotonic())
            self._done = wanted
        except AsteriskError as error:
            log.warning("%s", error)

    def _count(self, metrics: Metrics | None) -> None:
        """A second look, made after the fence: a reading of zero must not be older than it."""
        after = self._look() if metrics and self._wanted != "serve" else metrics
        if after is None:
            self._counts = self._unread()
            self._empty_readings = 0
            return
        attempts, last_minute = self._rate.take(
            after.calls_sum, self._own_calls, self._clock.steady()
        )
        self._own_calls = 0
        old = self._old_calls(after)
        self._counts = Counts(after.channels, after.calls, attempts, last_minute, old)
        is_empty = after.channels == 0 and after.calls == 0
        self._empty_readings = self._empty_readings + 1 if is_empty else 0

    def _unread(self) -> Counts:
        """Of an Asterisk that runs and does not answer nothing is known, and unknown counts as busy."""
        if self._asterisk.is_gone():
            return Counts(0, 0, 0, 0, 0)
        last = self._counts
        return Counts(max(1, last.channels), max(1, last.calls), 0, 0, last.callsOlderThanTenMinutes)

    def _old_calls(self, metrics: Metrics) -> int:
        if metrics.channels == 0:
            return 0
        try:
            starts = self._asterisk.channel_starts()
        except (AsteriskError, ValueError, KeyError) as error:
            log.warning("reading the channels: %s", error)
            return self._counts.callsOlderThanTenMinutes
        before = self._clock.now() - OLD_CALL_SECONDS
        old = sum(1 for start in starts if self._clock.at(start) < before)
        return min(old, metrics.calls)

    def _readiness(self, metrics: Metrics | None, public: str | None) -> tuple[float, list[str]]:
        round_trip, reasons = self._ask_application()
        if metrics is None:
            is_gone = self._asterisk.is_gone()
            return round_trip, ["Asterisk does not run" if is_gone else "Asterisk does not answer"]
        address = self._address_fault(metrics, public)
        if address:
            reasons.append(address)
        options = probes.options_fault(self._settings)
        if options:
            reasons.append(options)
        return round_trip, [*reasons, *self._slow_probes()]

    def _ask_application(self) -> tuple[float, list[str]]:
        application = self._settings.application
        if application is None:
            return 0.0, []
        took, fault = probes.application_answer(application)
        if fault:
            # One answer that is late or lost says nothing yet.
            took, fault = probes.application_answer(application)
        return took, [fault] if fault else []

    def _address_fault(self, metrics: Metrics, public: str | None) -> str | None:
        """The Elastic IP may come after the boot; Asterisk learns it while no call is up."""
        configured = configured_address(self._settings)
        if public is None:
            return "no public address is bound yet"
        if public == configured:
            return None
        if metrics.channels > 0:
            return f"the public address is {public}, and {metrics.channels} channels know {configured}"
        try:
            configure(self._settings, self._metadata)
            self._asterisk.command("module reload res_pjsip.so")
        except (AsteriskError, MetadataError, SettingsError, OSError) as error:
            return f"giving out {public}: {error}"
        log.info("public address %s, before %s", public, configured)
        self._slow_faults = None
        return None

    def _slow_probes(self) -> list[str]:
        """Not while it is on its way out: nothing would follow from them."""
        now = time.monotonic()
        is_fresh = self._slow_faults == [] and now - self._slow_at < SLOW_PROBES_SECONDS
        if is_fresh or self._wanted != "serve":
            return self._slow_faults or []
        self._own_calls += 1
        faults = [probes.timing_fault(self._asterisk), probes.call_fault(self._settings)]
        self._slow_faults = [fault for fault in faults if fault]
        self._slow_at = now
        return self._slow_faults

    def _open(self, metrics: Metrics) -> None:
        try:
            self._gate.open(metrics.uptime_seconds)
        except AsteriskError as error:
            log.warning("opening to calls: %s", error)

    def _report(self, reasons: list[str], round_trip: float) -> bool:
        """Whether the controller can know of it."""
        heartbeat: dict[str, Any] = {
            "instanceArn": self._identity.arn,
            "bootId": self._boot_id,
            # Grows through restarts of the agent without being kept anywhere.
            "sequence": int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000),
            "atMs": int(self._clock.now() * 1000),
            "ready": not reasons,
            "reasons": reasons,
            "directive": self._done,
            "logicRoundTripMs": round(round_trip, 1),
            **asdict(self._counts),
            **self._utilisation(not reasons),
        }
        try:
            self._aws.put_item(self._settings.heartbeat_table, heartbeat)
            return True
        except (AwsError, MetadataError) as error:
            log.warning("%s", error)
            return False

    def _utilisation(self, is_ready: bool) -> dict[str, Any]:
        """Of those in service alone: an empty one that drains would hide how full the others are."""
        if not is_ready or self._wanted != "serve":
            return {}
        limit = self._settings.limit_of(self._identity.instance_type)
        percent = round(100 * self._counts.channels / limit, 2)
        return {"fleet": self._settings.fleet, "utilisation": percent}

    def _leave(self, metrics: Metrics | None) -> None:
        """Never with a call up: Asterisk stops by itself, and only then the machine."""
        if metrics is None and self._asterisk.is_gone():
            log.info("Asterisk is gone: powering off")
            (self._state / "power-off").touch()
        elif not self._is_stopping and self._empty_readings >= EMPTY_READINGS:
            log.info("told to stop, and empty: stopping Asterisk")
            self._asterisk.stop_gracefully()
            self._is_stopping = True
            self._stopped_at_uptime = metrics.uptime_seconds if metrics else 0

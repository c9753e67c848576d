"""Closes the instance to new calls, and opens it again; the live ones never notice."""

from __future__ import annotations

import re

from .asterisk import INBOUND, Asterisk, AsteriskError

CONFIRM_SECONDS = 60.0


class Fence:
    """What was last confirmed holds until Asterisk starts again or the confirmation is old."""

    def __init__(self, asterisk: Asterisk) -> None:
        self._asterisk = asterisk
        self._is_closed: bool | None = None
        self._confirmed_at = 0.0
        self._uptime = 0

    def set(self, is_closed: bool, uptime_seconds: int, now: float) -> None:
        """Throws AsteriskError if it could not be confirmed; `now` in the machine's seconds."""
        is_new = uptime_seconds < self._uptime
        self._uptime = uptime_seconds
        is_fresh = now - self._confirmed_at < CONFIRM_SECONDS
        if not is_new and is_fresh and self._is_closed == is_closed:
            return
        self._is_closed = None
        self._apply(is_closed)
        self._is_closed = is_closed
        self._confirmed_at = now

    def _apply(self, is_closed: bool) -> None:
        says = self._asterisk.command("pjsip show maintenance")
        if "No such command" in says:
            # Before Asterisk knew maintenance: the dial plan answers calls with 503, OPTIONS still get 200.
            self._asterisk.set_global("FENCE", "1" if is_closed else "0")
            return
        if _is_in_maintenance(says) == is_closed:
            return
        self._asterisk.command(f"pjsip set maintenance {'on' if is_closed else 'off'} {INBOUND}")
        if _is_in_maintenance(self._asterisk.command("pjsip show maintenance")) != is_closed:
            raise AsteriskError(f"maintenance of {INBOUND} could not be set")


class Gate:
    """Opens an Asterisk to calls for as long as it runs."""

    def __init__(self, asterisk: Asterisk) -> None:
        self._asterisk = asterisk
        self._is_open = False
        self._uptime = 0

    def open(self, uptime_seconds: int) -> None:
        """Throws AsteriskError if it could not be done."""
        is_new = uptime_seconds < self._uptime
        self._uptime = uptime_seconds
        if self._is_open and not is_new:
            return
        self._is_open = False
        self._asterisk.set_global("OPEN", "1")
        self._is_open = True


def _is_in_maintenance(says: str) -> bool:
    return re.search(rf"^\s*{INBOUND}\s+(?!\s*OFF)\S", says, re.MULTILINE) is not None

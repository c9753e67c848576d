"""The instance's time."""

from __future__ import annotations

import time


class Clock:
    """Epoch and steady time. At a rate above 1 a day passes in minutes, as the lab has it."""

    def __init__(self, rate: float = 1.0, began: float = 0.0, origin: float = 0.0) -> None:
        """At the machine's epoch second `began` this clock showed `origin`."""
        self._rate = rate
        self._began = began
        self._origin = origin

    def now(self) -> float:
        """Epoch seconds."""
        return self.at(time.time())

    def at(self, real: float) -> float:
        """This clock's reading at an epoch second of the machine's."""
        return self._origin + (real - self._began) * self._rate

    def steady(self) -> float:
        """Seconds since the machine's boot, which no correction of the time moves."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) * self._rate

    def real_seconds(self, seconds: float) -> float:
        """How long the machine takes for so many seconds of this clock."""
        return seconds / self._rate

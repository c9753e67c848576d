"""Call attempts from Asterisk's own count, through restarts of it and of the agent."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path

WINDOW_SECONDS = 60.0


class AttemptRate:
    """Of each reading: attempts since the one before, and over the last minute."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._count: int | None = None
        self._recent: deque[tuple[float, int]] = deque()
        self._restore()

    def take(self, calls_sum: int, own_calls: int, steady: float) -> tuple[int, int]:
        """`calls_sum` as Asterisk counts, `own_calls` the agent's among those since the last time."""
        before = self._count
        # Less than before: Asterisk has started again and counts from nought.
        since = 0 if before is None else calls_sum - before if calls_sum >= before else calls_sum
        attempts = max(0, since - own_calls)
        self._count = calls_sum
        self._recent.append((steady, attempts))
        while self._recent[0][0] <= steady - WINDOW_SECONDS:
            self._recent.popleft()
        self._save()
        return attempts, sum(each for _, each in self._recent)

    def _restore(self) -> None:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            self._count = int(kept["count"])
            self._recent = deque((float(at), int(each)) for at, each in kept["recent"])
        except (OSError, ValueError, KeyError, TypeError):
            # The first start since the boot.
            pass

    def _save(self) -> None:
        kept = {"count": self._count, "recent": list(self._recent)}
        new = self._file.with_suffix(".new")
        try:
            new.write_text(json.dumps(kept), "utf-8")
            new.replace(self._file)
        except OSError:
            # A full disk costs no more than a reading after the next restart.
            pass

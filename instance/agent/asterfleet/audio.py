"""G.711 as it is heard. Source: ITU-T G.711; Goertzel, American Mathematical Monthly 65 (1958)."""

from __future__ import annotations

import math

SAMPLES_PER_SECOND = 8000


def decode_ulaw(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)
    return 0x84 - magnitude if code & 0x80 else magnitude - 0x84


_DECODED = [decode_ulaw(code) for code in range(256)]


def samples_of(payload: bytes) -> list[int]:
    return [_DECODED[code] for code in payload]


def share_of_tone(samples: list[int], hertz: float) -> float:
    """How much of the power is that of the tone: 0 to 1; 0 for silence."""
    power = sum(sample * sample for sample in samples)
    if not power:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / SAMPLES_PER_SECOND)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    tone = before * before + last * last - turn * before * last
    return min(1.0, 2 * tone / (len(samples) * power))


def level_of(samples: list[int]) -> float:
    """Root mean square, 0 to 32124."""
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))

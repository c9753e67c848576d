"""What an instance must show before it says that it is ready."""

from __future__ import annotations

import socket
import ssl
import time

from .asterisk import Asterisk, AsteriskError
from .audio import level_of, samples_of, share_of_tone
from .settings import Application, Settings
from .sip import Caller, SipError

TONE_EXTENSION = "tone"
TONE_HERTZ = 1004.0
LISTEN_SECONDS = 0.6
"""Half of the packets of that time: more may be lost while the machine is busy, less is a fault."""
SAMPLES_MIN = int(LISTEN_SECONDS * 8000 / 2)
"""Of the power that was heard; noise of the codec takes less than a hundredth."""
TONE_SHARE_MIN = 0.9
"""0 dBm0 has a level of about 8000 in G.711."""
LEVEL_MIN = 1000.0
APPLICATION_SECONDS = 2.0


def options_fault(settings: Settings) -> str | None:
    try:
        with _caller(settings) as caller:
            caller.options()
    except SipError as error:
        return f"OPTIONS: {error}"
    return None


def timing_fault(asterisk: Asterisk) -> str | None:
    try:
        fault = asterisk.timing_fault()
    except AsteriskError as error:
        return f"timing test: {error}"
    return f"timing test: {fault}" if fault else None


def call_fault(settings: Settings) -> str | None:
    """A call through the dial plan must be answered and must give the tone back."""
    try:
        with _caller(settings) as caller:
            samples = samples_of(caller.listen(TONE_EXTENSION, LISTEN_SECONDS))
    except SipError as error:
        return f"test call: {error}"
    if len(samples) < SAMPLES_MIN:
        return f"test call: {len(samples)} samples of audio came back, {SAMPLES_MIN} should"
    if level_of(samples) < LEVEL_MIN or share_of_tone(samples, TONE_HERTZ) < TONE_SHARE_MIN:
        return f"test call: what came back is not the tone of {TONE_HERTZ:g} Hz"
    return None


def application_answer(application: Application) -> tuple[float, str | None]:
    """Milliseconds until the application logic answers, and what is wrong with it."""
    started = time.monotonic()
    try:
        _ask(application)
    except OSError as error:
        return _since_ms(started), f"application logic at {application.address}: {error}"
    took = _since_ms(started)
    if took > application.answers_within_ms:
        most = application.answers_within_ms
        return took, f"application logic answers in {took:.0f} ms, {most:.0f} at most"
    return took, None


def _ask(application: Application) -> None:
    """The first byte of an answer, whatever it says, or an orderly end: somebody is there."""
    address = (application.host, application.port)
    with socket.create_connection(address, APPLICATION_SECONDS) as plain:
        if application.scheme == "wss":
            with ssl.create_default_context().wrap_socket(
                plain, server_hostname=application.host
            ) as secured:
                secured.sendall(_question(application))
                secured.recv(1)
        else:
            plain.sendall(_question(application))
            plain.recv(1)


def _question(application: Application) -> bytes:
    """One that no service takes for a call."""
    if application.scheme == "agi":
        script = "agi_network: yes\nagi_network_script: asterfleet-probe\nagi_request: "
        return f"{script}{application.address}\nagi_channel: asterfleet-probe\n\n".encode()
    request = f"GET {application.path} HTTP/1.1\r\nHost: {application.host}\r\n"
    return f"{request}User-Agent: asterfleet-probe\r\nConnection: close\r\n\r\n".encode()


def _since_ms(started: float) -> float:
    return (time.monotonic() - started) * 1000


def _caller(settings: Settings) -> Caller:
    own = settings.loopback
    return Caller(own, own, settings.sip_port, settings.sip_transport)

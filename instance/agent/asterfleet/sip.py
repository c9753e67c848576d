"""A caller, as small as a probe needs it. Source: RFC 3261, RFC 3550."""

from __future__ import annotations

import re
import secrets
import select
import socket
import struct
import time
from dataclasses import dataclass

ANSWER_SECONDS = 2.0
HEADER_BYTES = 12
PACKET_SECONDS = 0.02
PACKET_SAMPLES = 160
SYNCHRONISATION = 0x41_46_4C_54
MESSAGE_BYTES_MAX = 65_535


class SipError(Exception):
    """No answer, or another one than was wanted."""


@dataclass(frozen=True)
class Answer:
    status: int
    reason: str
    to: str
    contact: str
    body: str


class Caller:
    """One dialog at most, over UDP or TCP, from the address `source`. Throws SipError."""

    def __init__(self, source: str, host: str, port: int, transport: str = "udp") -> None:
        self._host, self._port, self._transport = host, port, transport
        try:
            self._socket = self._connect(source)
        except OSError as error:
            raise SipError(f"{transport} to {host}:{port}: {error}") from error
        self._source, self._source_port = self._socket.getsockname()[:2]
        self._call_id = secrets.token_hex(16)
        self._sequence = 0

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def options(self) -> None:
        """Throws unless the answer is 200."""
        self._expect(self._request("OPTIONS", ""), 200)

    def listen(self, extension: str, seconds: float) -> bytes:
        """Calls, takes what is heard after the answer (G.711 mu-law), and hangs up."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
            media.bind((self._source, 0))
            answer = self._request("INVITE", extension, offer=self._offer(media.getsockname()[1]))
            if answer.status >= 300:
                self._send("ACK", extension, answer.to, self._sequence)
            self._expect(answer, 200)
            target = answer.contact or self._uri(extension)
            self._send("ACK", extension, answer.to, self._sequence, uri=target)
            try:
                return _conversation(media, _media_of(answer.body), seconds)
            finally:
                self._request("BYE", extension, to=answer.to, uri=target)

    def _connect(self, source: str) -> socket.socket:
        if self._transport == "tcp":
            return socket.create_connection(
                (self._host, self._port), ANSWER_SECONDS, source_address=(source, 0)
            )
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((source, 0))
        made.connect((self._host, self._port))
        return made

    def _request(
        self, method: str, user: str, offer: str = "", to: str = "", uri: str = ""
    ) -> Answer:
        """The final answer."""
        self._sequence += 1
        message = self._message(method, user, to, self._sequence, uri, offer)
        deadline = time.monotonic() + ANSWER_SECONDS
        again = 0.5
        try:
            self._socket.sendall(message)
            while (left := deadline - time.monotonic()) > 0:
                ready, _, _ = select.select([self._socket], [], [], min(left, again))
                if not ready:
                    # Over UDP a request is sent again until it is answered (timer E).
                    if self._transport == "udp":
                        self._socket.sendall(message)
                    again *= 2
                    continue
                answer = self._answer_in(self._socket.recv(MESSAGE_BYTES_MAX), method)
                if answer and answer.status >= 200:
                    return answer
        except OSError as error:
            raise SipError(f"{method}: {error}") from error
        raise SipError(f"{method}: no answer in {ANSWER_SECONDS:g} s")

    def _send(self, method: str, user: str, to: str, sequence: int, uri: str = "") -> None:
        try:
            self._socket.sendall(self._message(method, user, to, sequence, uri, ""))
        except OSError as error:
            raise SipError(f"{method}: {error}") from error

    def _message(
        self, method: str, user: str, to: str, sequence: int, uri: str, offer: str
    ) -> bytes:
        own = f"{self._source}:{self._source_port}"
        transport = self._transport.upper()
        lines = [
            f"{method} {uri or self._uri(user)} SIP/2.0",
            f"Via: SIP/2.0/{transport} {own};branch=z9hG4bK{secrets.token_hex(8)};rport",
            "Max-Forwards: 70",
            f"From: <sip:probe@{own}>;tag={self._call_id[:8]}",
            f"To: {to or f'<{self._uri(user)}>'}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:probe@{own};transport={self._transport}>",
            *(["Content-Type: application/sdp"] if offer else []),
            f"Content-Length: {len(offer)}",
            "",
            offer,
        ]
        return "\r\n".join(lines).encode("utf-8")

    def _uri(self, user: str) -> str:
        return f"sip:{user + '@' if user else ''}{self._host}:{self._port}"

    def _offer(self, port: int) -> str:
        lines = [
            "v=0",
            f"o=- 1 1 IN IP4 {self._source}",
            "s=-",
            f"c=IN IP4 {self._source}",
            "t=0 0",
            f"m=audio {port} RTP/AVP 0",
            "a=rtpmap:0 PCMU/8000",
            "",
        ]
        return "\r\n".join(lines)

    def _answer_in(self, datagram: bytes, method: str) -> Answer | None:
        text = datagram.decode("utf-8", "replace")
        status = re.match(r"SIP/2\.0 (\d{3}) ?([^\r\n]*)", text)
        if not status or not re.search(rf"^CSeq:\s*{self._sequence} {method}\s*$", text, re.M | re.I):
            return None
        return Answer(
            status=int(status.group(1)),
            reason=status.group(2),
            to=_header(text, "To"),
            contact=_header(text, "Contact").strip("<>").split(">")[0],
            body=text.partition("\r\n\r\n")[2],
        )

    def _expect(self, answer: Answer, status: int) -> None:
        if answer.status != status:
            raise SipError(f"{answer.status} {answer.reason}")


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*([^\r\n]*)", text, re.MULTILINE | re.IGNORECASE)
    return found.group(1).strip() if found else ""


def _conversation(media: socket.socket, far: tuple[str, int], seconds: float) -> bytes:
    """Silence is sent, as any caller sends something; what comes back is returned."""
    heard = bytearray()
    began = time.monotonic()
    for index in range(int(seconds / PACKET_SECONDS)):
        media.sendto(_packet(index), far)
        due = began + (index + 1) * PACKET_SECONDS
        while (left := due - time.monotonic()) > 0:
            if select.select([media], [], [], left)[0]:
                heard += media.recv(2048)[HEADER_BYTES:]
    return bytes(heard)


def _packet(index: int) -> bytes:
    """20 ms of silence in G.711 mu-law (payload type 0)."""
    header = struct.pack("!BBHII", 0x80, 0, index & 0xFFFF, index * PACKET_SAMPLES, SYNCHRONISATION)
    return header + b"\xff" * PACKET_SAMPLES


def _media_of(description: str) -> tuple[str, int]:
    """Where the far end wants to be spoken to. Source: RFC 8866."""
    host = re.search(r"^c=IN IP4 (\S+)", description, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", description, re.MULTILINE)
    if not host or not port:
        raise SipError("INVITE: the answer offers no audio")
    return host.group(1), int(port.group(1))

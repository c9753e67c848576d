import math
import re
import socket
import struct
import threading
import time
import unittest
from tempfile import TemporaryDirectory

from asterfleet import probes
from asterfleet.audio import decode_ulaw, level_of, share_of_tone
from asterfleet.settings import application_of
from fakes import settings_in


def encode(sample):
    """Source: ITU-T G.711."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 0x84
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3)) & 0x0F) & 0xFF


def tone(hertz, count, amplitude=11000):
    return [int(amplitude * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(count)]


class FarEnd:
    """A server that answers every request with `status`, and a call with the given samples."""

    def __init__(self, status=200, samples=(), is_mute=False):
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind(("127.0.0.1", 0))
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind(("127.0.0.1", 0))
        self.port = self._sip.getsockname()[1]
        self.heard = []
        self._status, self._samples, self._is_mute = status, samples, is_mute
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._sip.close()
        self._media.close()

    def wait_for(self, method):
        until = time.monotonic() + 2
        while method not in self.heard and time.monotonic() < until:
            time.sleep(0.005)

    def _serve(self):
        try:
            while True:
                text, source = self._sip.recvfrom(65535)
                self._take(text.decode(), source)
        except OSError:
            pass

    def _take(self, text, source):
        method = text.split(" ", 1)[0]
        self.heard.append(method)
        if method == "ACK":
            self._speak(self._offered, source[0])
        if method == "ACK" or self._is_mute:
            return
        kept = [line for line in text.split("\r\n") if re.match("(Via|From|To|Call-ID|CSeq):", line)]
        body = ""
        if method == "INVITE":
            self._offered = int(re.search(r"m=audio (\d+)", text).group(1))
            body = f"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio {self._media.getsockname()[1]} RTP/AVP 0\r\n"
        head = [f"SIP/2.0 {self._status} Answer", *kept, f"Contact: <sip:127.0.0.1:{self.port}>"]
        self._sip.sendto("\r\n".join([*head, "", body]).encode(), source)

    def _speak(self, port, host):
        for index in range(0, len(self._samples), 160):
            payload = bytes(encode(sample) for sample in self._samples[index : index + 160])
            header = struct.pack("!BBHII", 0x80, 0, index // 160, index, 1)
            self._media.sendto(header + payload, (host, port))


class CallerTest(unittest.TestCase):
    def settings(self, far):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(far.close)
        return settings_in(folder.name, bind="127.0.0.1", sip={"port": far.port, "transport": "udp"})

    def test_options_that_are_answered_are_no_fault(self):
        self.assertIsNone(probes.options_fault(self.settings(FarEnd())))

    def test_options_that_are_refused_are_told_with_their_status(self):
        fault = probes.options_fault(self.settings(FarEnd(status=503)))
        self.assertEqual(fault, "OPTIONS: 503 Answer")

    def test_options_without_an_answer_are_repeated_and_then_a_fault(self):
        far = FarEnd(is_mute=True)
        self.assertRegex(probes.options_fault(self.settings(far)), "no answer")
        self.assertGreater(far.heard.count("OPTIONS"), 1)

    def test_a_call_that_hears_the_tone_is_no_fault_and_hangs_up(self):
        far = FarEnd(samples=tone(1004, 4800))
        self.assertIsNone(probes.call_fault(self.settings(far)))
        self.assertEqual(far.heard, ["INVITE", "ACK", "BYE"])

    def test_a_call_that_hears_nothing_is_a_fault(self):
        self.assertRegex(probes.call_fault(self.settings(FarEnd())), "0 samples")

    def test_a_call_that_hears_another_tone_is_a_fault(self):
        far = FarEnd(samples=tone(440, 4800))
        self.assertRegex(probes.call_fault(self.settings(far)), "not the tone")

    def test_a_call_that_hears_silence_is_a_fault(self):
        self.assertRegex(probes.call_fault(self.settings(FarEnd(samples=[0] * 4800))), "not the tone")

    def test_a_call_that_is_refused_is_a_fault_and_acknowledged(self):
        far = FarEnd(status=404)
        self.assertEqual(probes.call_fault(self.settings(far)), "test call: 404 Answer")
        far.wait_for("ACK")
        self.assertEqual(far.heard, ["INVITE", "ACK"])


class AudioTest(unittest.TestCase):
    def test_the_codec_is_read_as_it_is_written(self):
        for sample in (-32124, -8000, -132, 0, 132, 8000, 32124):
            with self.subTest(sample=sample):
                self.assertLessEqual(abs(decode_ulaw(encode(sample)) - sample), abs(sample) / 16 + 8)

    def test_a_tone_has_all_of_its_power_at_its_own_pitch(self):
        self.assertGreater(share_of_tone(tone(1004, 4800), 1004), 0.95)
        self.assertLess(share_of_tone(tone(620, 4800), 1004), 0.05)

    def test_silence_has_no_pitch_and_no_level(self):
        self.assertEqual(share_of_tone([0] * 800, 1004), 0)
        self.assertEqual(level_of([]), 0)


class ApplicationTest(unittest.TestCase):
    def listen(self, serve):
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def accept():
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        serve(connection)
            except OSError:
                pass

        threading.Thread(target=accept, daemon=True).start()
        return server.getsockname()[1]

    def ask(self, scheme, port, most=500):
        address = f"{scheme}://127.0.0.1:{port}/service"
        return probes.application_answer(
            application_of({"address": address, "answersWithinMs": most})
        )

    def test_any_answer_is_an_answer(self):
        port = self.listen(lambda connection: (connection.recv(999), connection.sendall(b"VERBOSE hello\n")))
        took, fault = self.ask("agi", port)
        self.assertIsNone(fault)
        self.assertGreater(took, 0)

    def test_an_orderly_end_is_an_answer(self):
        self.assertIsNone(self.ask("agi", self.listen(lambda connection: connection.recv(999)))[1])

    def test_the_question_names_no_call(self):
        asked = []
        port = self.listen(lambda connection: asked.append(connection.recv(999)))
        self.ask("agi", port)
        self.ask("ws", port)
        time.sleep(0.05)
        self.assertIn(b"agi_network_script: asterfleet-probe\n", asked[0])
        self.assertRegex(asked[1], b"^GET /service HTTP/1.1\r\n")
        self.assertNotIn(b"Upgrade", asked[1])

    def test_one_that_answers_late_is_a_fault_with_its_figures(self):
        port = self.listen(lambda connection: (connection.recv(999), time.sleep(0.1)))
        self.assertRegex(self.ask("agi", port, most=20)[1], r"answers in 1\d\d ms, 20 at most")

    def test_nobody_there_is_a_fault(self):
        self.assertRegex(self.ask("agi", 1)[1], "refused")

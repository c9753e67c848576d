import socket
import subprocess
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from asterfleet.asterisk import Asterisk, AsteriskError
from fakes import FakeService, settings_in

METRICS = """# HELP asterisk_channels_count Current channel count.
asterisk_channels_count{eid="02:00:00:00:10:01"} 6
asterisk_calls_count{eid="02:00:00:00:10:01"} 4
asterisk_calls_sum{eid="02:00:00:00:10:01"} 8
asterisk_core_uptime_seconds{eid="02:00:00:00:10:01"} 3
"""


class AsteriskTest(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.answers = {}

    def asterisk(self, port=None):
        if port is None:
            service = FakeService(lambda method, path, _: self.answers.get(path, (404, "")))
            self.addCleanup(service.close)
            port = int(service.url.rsplit(":", 1)[1])
        return Asterisk(settings_in(self.folder, httpPort=port), "password")

    def claim(self, pid):
        (Path(self.folder) / "run").mkdir(exist_ok=True)
        (Path(self.folder) / "run/asterisk.pid").write_text(str(pid))

    def test_metrics_are_read_whatever_their_labels(self):
        self.answers["/metrics"] = (200, METRICS)
        found = self.asterisk().metrics()
        self.assertEqual((found.channels, found.calls, found.calls_sum), (6, 4, 8))

    def test_metrics_that_lack_a_figure_are_no_metrics(self):
        self.answers["/metrics"] = (200, METRICS.replace("asterisk_calls_count", "other"))
        with self.assertRaisesRegex(AsteriskError, "no asterisk_calls_count"):
            self.asterisk().metrics()

    def test_the_age_of_channels_is_read_with_their_zone(self):
        text = '[{"creationtime": "2026-11-23T08:00:00.500+0100"}]'
        self.answers["/ari/channels"] = (200, text)
        self.assertEqual(self.asterisk().channel_starts(), [1795417200.5])

    def test_one_whose_process_lives_is_not_gone_though_nobody_listens(self):
        living = subprocess.Popen(["sleep", "60"])
        self.addCleanup(living.wait)
        self.addCleanup(living.kill)
        asterisk = self.asterisk(port=1)
        self.claim(living.pid)
        self.assertFalse(asterisk.is_gone())

    def test_one_that_listens_is_not_gone_though_its_process_is_not_found(self):
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)
        asterisk = self.asterisk(port=listening.getsockname()[1])
        self.claim(2**22 + 1)
        self.assertFalse(asterisk.is_gone())

    def test_one_without_a_process_where_nobody_listens_is_gone(self):
        self.assertTrue(self.asterisk(port=1).is_gone())

    def test_a_timing_source_that_ticks_is_no_fault_and_every_other_answer_is(self):
        cases = {
            "It has been 1000 milliseconds, and we got 50 timer ticks": None,
            "It has been 1000 milliseconds, and we got 3 timer ticks": "3 timer ticks",
            "Failed to open timing fd": "Failed to open timing fd",
            "": "timing test says nothing",
        }
        for says, fault in cases.items():
            with self.subTest(says=says):
                asterisk = self.asterisk(port=1)
                asterisk.command = lambda _, says=says: says
                found = asterisk.timing_fault()
                self.assertTrue(found is None if fault is None else fault in found)

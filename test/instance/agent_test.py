import time
import unittest
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from asterfleet import agent as module
from asterfleet.agent import Agent
from asterfleet.clock import Clock
from asterfleet.configure import configure
from fakes import IDENTITY, FakeAsterisk, FakeAws, FakeMetadata, settings_in

DIRECTIVE = "asterfleet:directive"


class AgentTest(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.metadata, self.asterisk, self.aws = FakeMetadata(), FakeAsterisk(), FakeAws()
        self.settings = settings_in(folder.name)
        configure(self.settings, self.metadata)
        self.options, self.call = None, None
        for name in ("options", "call"):
            patcher = patch.object(
                module.probes, f"{name}_fault", lambda _, name=name: getattr(self, name)
            )
            patcher.start()
            self.addCleanup(patcher.stop)
        self.agent = self.start()

    def start(self):
        return Agent(
            self.settings, IDENTITY, self.metadata, self.asterisk, self.aws, Clock()
        )

    def cycle(self, directive=None):
        if directive:
            self.metadata.tags[DIRECTIVE] = directive
        self.agent.cycle()
        return self.aws.heartbeats[-1] if self.aws.heartbeats else None

    @property
    def is_off(self):
        return (Path(self.settings.paths.state) / "power-off").exists()

    def test_an_instance_that_passes_everything_is_ready(self):
        heartbeat = self.cycle()
        self.assertEqual((heartbeat["ready"], heartbeat["reasons"]), (True, []))
        self.assertEqual(heartbeat["directive"], "serve")
        self.assertEqual(heartbeat["instanceArn"], IDENTITY.arn)

    def test_what_fails_is_told_with_its_reason(self):
        self.asterisk.timing = "Failed to open timing fd"
        self.options, self.call = "OPTIONS: 404", "test call: 0 samples"
        heartbeat = self.cycle()
        self.assertFalse(heartbeat["ready"])
        expected = ["OPTIONS: 404", "timing test: Failed to open timing fd", "test call: 0 samples"]
        self.assertEqual(heartbeat["reasons"], expected)

    def test_a_slow_probe_that_passed_is_not_repeated_at_once_and_one_that_failed_is(self):
        self.call = "test call: 0 samples"
        self.assertFalse(self.cycle()["ready"])
        self.call = None
        self.assertTrue(self.cycle()["ready"])
        self.call = "test call: 0 samples"
        self.assertTrue(self.cycle()["ready"])

    def test_until_it_has_been_ready_once_it_looks_again_soon_and_then_at_its_usual_period(self):
        self.options = "OPTIONS: 404"
        self.cycle()
        self.assertEqual(self.agent.period(), module.FIRST_LOOKS_SECONDS)
        self.options = None
        self.aws.is_down = True
        self.agent.cycle()
        self.assertEqual(self.agent.period(), module.FIRST_LOOKS_SECONDS)
        self.aws.is_down = False
        self.cycle()
        self.assertEqual(self.agent.period(), self.settings.heartbeat_seconds)
        self.options = "OPTIONS: 404"
        self.assertFalse(self.cycle()["ready"])
        self.assertEqual(self.agent.period(), self.settings.heartbeat_seconds)

    def test_one_whose_usual_period_is_shorter_looks_no_slower(self):
        self.settings = replace(self.settings, heartbeat_seconds=1.0)
        self.agent = self.start()
        self.assertEqual(self.agent.period(), 1.0)

    def test_without_a_public_address_it_is_not_ready(self):
        self.metadata.address = None
        self.assertEqual(self.cycle()["reasons"], ["no public address is bound yet"])

    def test_an_address_that_comes_later_is_given_out_at_once(self):
        self.metadata.address = None
        self.cycle()
        self.metadata.address = "198.51.100.9"
        self.assertTrue(self.cycle()["ready"])
        text = (Path(self.settings.paths.etc) / "pjsip.conf").read_text()
        self.assertIn("external_media_address = 198.51.100.9", text)
        self.assertIn("module reload res_pjsip.so", self.asterisk.commands)

    def test_an_address_that_changes_under_calls_waits_for_them(self):
        self.cycle()
        self.asterisk.channels = 3
        self.metadata.address = "198.51.100.9"
        self.assertRegex(self.cycle()["reasons"][0], "3 channels know 198.51.100.7")
        self.assertNotIn("module reload res_pjsip.so", self.asterisk.commands)

    def test_a_drain_closes_it_to_new_calls_and_goes_on_reporting(self):
        self.asterisk.channels = 2
        heartbeat = self.cycle("drain")
        self.assertTrue(self.asterisk.in_maintenance)
        self.assertEqual((heartbeat["directive"], heartbeat["calls"]), ("drain", 2))
        self.assertFalse(self.asterisk.is_stopped)

    def test_a_drain_that_is_taken_back_opens_it_again(self):
        self.cycle("drain")
        heartbeat = self.cycle("serve")
        self.assertFalse(self.asterisk.in_maintenance)
        self.assertEqual(heartbeat["directive"], "serve")

    def test_what_asterisk_did_not_do_is_not_reported_as_done(self):
        self.asterisk.obeys = False
        self.assertEqual(self.cycle("drain")["directive"], "serve")

    def test_where_asterisk_knows_no_maintenance_the_dial_plan_refuses(self):
        self.asterisk.knows_maintenance = False
        self.assertEqual(self.cycle("drain")["directive"], "drain")
        self.assertEqual(self.asterisk.globals["FENCE"], "1")
        self.cycle("serve")
        self.assertEqual(self.asterisk.globals["FENCE"], "0")

    def test_no_call_is_taken_before_the_controller_can_know_of_it(self):
        self.aws.is_down = True
        self.agent.cycle()
        self.assertEqual(self.asterisk.globals["OPEN"], "0")
        self.aws.is_down = False
        self.cycle()
        self.assertEqual(self.asterisk.globals["OPEN"], "1")

    def test_one_that_is_not_ready_takes_no_call(self):
        self.asterisk.timing = "no timing source"
        self.cycle()
        self.assertEqual(self.asterisk.globals["OPEN"], "0")

    def test_an_asterisk_that_starts_again_is_opened_again(self):
        self.cycle()
        self.asterisk.uptime, self.asterisk.globals = 3, {"FENCE": "0", "OPEN": "0"}
        self.cycle()
        self.assertEqual(self.asterisk.globals["OPEN"], "1")

    def test_an_asterisk_that_starts_again_is_closed_again(self):
        self.asterisk.uptime = 100
        self.cycle("drain")
        self.asterisk.uptime, self.asterisk.in_maintenance = 3, False
        self.cycle()
        self.assertTrue(self.asterisk.in_maintenance)

    def test_a_stop_waits_for_the_last_call(self):
        self.asterisk.channels = 1
        for _ in range(5):
            self.cycle("stop")
        self.assertFalse(self.asterisk.is_stopped)
        self.asterisk.channels = 0
        self.cycle()
        self.assertFalse(self.asterisk.is_stopped)
        self.cycle()
        self.assertTrue(self.asterisk.is_stopped)
        self.assertFalse(self.is_off)

    def test_an_asterisk_that_failed_while_it_stopped_is_stopped_again(self):
        for _ in range(3):
            self.cycle("stop")
        self.asterisk.is_stopped, self.asterisk.uptime = False, 2
        self.asterisk.in_maintenance = False
        for _ in range(3):
            self.cycle()
        self.assertTrue(self.asterisk.in_maintenance)
        self.assertTrue(self.asterisk.is_stopped)

    def test_it_powers_off_only_when_asterisk_has_gone(self):
        for _ in range(3):
            self.cycle("stop")
        self.assertFalse(self.is_off)
        self.asterisk.runs = False
        self.cycle()
        self.assertTrue(self.is_off)

    def test_an_asterisk_that_runs_and_does_not_answer_is_not_empty(self):
        self.cycle()
        self.asterisk.is_mute = True
        for _ in range(4):
            heartbeat = self.cycle("stop")
        self.assertEqual((heartbeat["channels"], heartbeat["calls"]), (1, 1))
        self.assertEqual(heartbeat["reasons"], ["Asterisk does not answer"])
        self.assertFalse(self.asterisk.is_stopped)
        self.assertFalse(self.is_off)

    def test_an_asterisk_that_is_gone_has_no_calls_and_takes_none(self):
        self.asterisk.channels = 4
        self.cycle()
        self.asterisk.runs = False
        heartbeat = self.cycle("drain")
        self.assertEqual((heartbeat["calls"], heartbeat["directive"]), (0, "drain"))
        self.assertEqual(heartbeat["reasons"], ["Asterisk does not run"])
        self.assertFalse(self.is_off)

    def test_without_aws_nothing_changes(self):
        self.cycle("drain")
        self.metadata.is_down = self.aws.is_down = True
        self.metadata.tags[DIRECTIVE] = "stop"
        for _ in range(5):
            self.agent.cycle()
        self.assertTrue(self.asterisk.in_maintenance)
        self.assertFalse(self.asterisk.is_stopped)
        self.aws.is_down = False
        self.assertEqual(self.cycle()["directive"], "drain")

    def test_an_agent_that_starts_without_metadata_opens_nothing(self):
        self.cycle("drain")
        self.agent = self.start()
        self.metadata.is_down = True
        self.agent.cycle()
        self.assertTrue(self.asterisk.in_maintenance)
        self.metadata.is_down = False
        self.agent.cycle()
        self.assertTrue(self.asterisk.in_maintenance)

    def test_a_tag_that_is_missing_or_unknown_changes_nothing(self):
        self.cycle("drain")
        for tags in ({}, {DIRECTIVE: "explode"}):
            self.metadata.tags = tags
            self.assertEqual(self.cycle()["directive"], "drain")

    def test_old_calls_are_counted_from_the_channels(self):
        self.asterisk.channels = 3
        self.asterisk.starts = [time.time() - age for age in (30, 700, 7000)]
        self.assertEqual(self.cycle()["callsOlderThanTenMinutes"], 2)

    def test_attempts_leave_the_own_test_call_out(self):
        self.cycle()
        self.asterisk.calls_sum = 8
        heartbeat = self.cycle()
        self.assertEqual((heartbeat["callAttempts"], heartbeat["callAttemptsLastMinute"]), (7, 7))

    def test_a_restart_of_the_agent_loses_no_attempts(self):
        self.cycle()
        self.asterisk.calls_sum = 8
        self.cycle()
        self.agent = self.start()
        self.asterisk.calls_sum = 10
        self.assertEqual(self.cycle()["callAttemptsLastMinute"], 9)

    def test_a_restart_of_asterisk_counts_from_nought(self):
        self.asterisk.calls_sum = 500
        self.cycle()
        self.asterisk.calls_sum = 4
        self.assertEqual(self.cycle()["callAttempts"], 3)

    def test_the_sequence_grows_through_a_restart_of_the_agent(self):
        first = self.cycle()
        time.sleep(0.002)
        self.agent = self.start()
        second = self.cycle()
        self.assertGreater(second["sequence"], first["sequence"])
        self.assertEqual(second["bootId"], first["bootId"])

    def test_utilisation_is_percent_of_the_own_limit_while_it_serves(self):
        self.asterisk.channels = 55
        heartbeat = self.cycle()
        self.assertEqual((heartbeat["fleet"], heartbeat["utilisation"]), ("in-ngn", 50.0))
        self.assertNotIn("utilisation", self.cycle("drain"))

    def test_one_that_is_not_ready_tells_no_utilisation(self):
        self.options = "OPTIONS: 404"
        self.assertNotIn("utilisation", self.cycle())

import re
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from asterfleet.configure import configure, configured_address
from asterfleet.settings import SettingsError, settings_of
from fakes import FakeMetadata, settings_in


class ConfigureTest(unittest.TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.metadata = FakeMetadata()

    def text(self, name, **changes):
        settings = settings_in(self.folder, **changes)
        configure(settings, self.metadata)
        return (Path(settings.paths.etc) / name).read_text()

    def test_no_placeholder_is_left(self):
        settings = settings_in(self.folder)
        configure(settings, self.metadata)
        for file in Path(settings.paths.etc).iterdir():
            with self.subTest(file=file.name):
                self.assertNotIn("@{", file.read_text())

    def test_the_public_address_is_given_out_to_all_but_itself(self):
        text = self.text("pjsip.conf")
        self.assertIn("external_media_address = 198.51.100.7", text)
        self.assertIn("external_signaling_address = 198.51.100.7", text)
        self.assertEqual(re.findall(r"local_net = (\S+)", text), ["127.0.0.1/32", "10.80.0.7/32"])

    def test_without_a_public_address_none_is_given_out(self):
        self.metadata.address = None
        self.assertNotIn("external_media_address", self.text("pjsip.conf"))
        self.assertIsNone(configured_address(settings_in(self.folder)))

    def test_only_the_softswitch_and_the_agent_are_known(self):
        text = self.text("pjsip.conf", softswitch=["192.0.2.0/24", "203.0.113.9/32"])
        found = re.findall(r"match = (\S+)", text)
        self.assertEqual(found, ["192.0.2.0/24", "203.0.113.9/32", "127.0.0.1"])

    def test_the_limit_is_that_of_the_instance_type(self):
        self.assertIn("LIMIT = 110", self.text("extensions.conf"))

    def test_a_type_that_is_not_named_has_the_least_limit(self):
        settings = settings_in(self.folder, limits={"m7g.large": 90, "m7g.xlarge": 180})
        self.assertEqual(settings.limit_of("c7g.large"), 90)

    def test_calls_go_to_the_application_logic(self):
        application = {"address": "agi://logic.example.net/in-ngn", "answersWithinMs": 250}
        text = self.text("extensions.conf", application=application)
        self.assertIn(" same => n,AGI(agi://logic.example.net/in-ngn)", text)

    def test_over_a_websocket_asterisk_calls_the_application(self):
        (Path(self.folder) / "modules").mkdir(exist_ok=True)
        (Path(self.folder) / "modules/res_websocket_client.so").touch()
        application = {"address": "wss://logic.example.net/ari", "answersWithinMs": 250}
        self.assertIn("Stasis(asterfleet)", self.text("extensions.conf", application=application))
        client = self.text("websocket_client.conf", application=application)
        self.assertIn("uri = wss://logic.example.net/ari", client)
        self.assertIn("tls_enabled = yes", client)

    def test_an_asterisk_that_knows_no_websockets_of_its_own_is_refused(self):
        application = {"address": "ws://logic.example.net/ari", "answersWithinMs": 250}
        with self.assertRaisesRegex(SettingsError, "20.15 or 22.5"):
            self.text("ari.conf", application=application)

    def test_without_an_application_callers_hear_the_announcement(self):
        self.assertIn("exten => _[0-9+]!,1,Goto(unreachable,s,1)", self.text("extensions.conf"))

    def test_an_address_of_another_kind_is_refused(self):
        for address in ("http://logic", "agi://", "logic.example.net"):
            with self.subTest(address=address), self.assertRaises(ValueError):
                settings_in(self.folder, application={"address": address, "answersWithinMs": 250})

    def test_only_modules_that_are_there_are_loaded(self):
        (Path(self.folder) / "modules").mkdir()
        (Path(self.folder) / "modules/chan_pjsip.so").touch()
        loaded = re.findall(r"^load = (\S+)", self.text("modules.conf"), re.MULTILINE)
        self.assertEqual(loaded, ["chan_pjsip.so"])

    def test_the_http_server_is_for_the_agent_alone(self):
        self.assertIn("bindaddr = 127.0.0.1", self.text("http.conf"))

    def test_secrets_are_made_once_and_are_nobody_elses(self):
        first = re.search(r"password = (\S+)", self.text("ari.conf")).group(1)
        self.assertEqual(re.search(r"password = (\S+)", self.text("ari.conf")).group(1), first)
        self.assertEqual(len(first), 48)
        self.assertEqual((Path(self.folder) / "etc/ari.conf").stat().st_mode & 0o007, 0)

    def test_tls_is_refused_with_its_reason(self):
        settings = settings_in(self.folder, sip={"port": 5061, "transport": "tls"})
        with self.assertRaisesRegex(SettingsError, "certificates"):
            configure(settings, self.metadata)

    def test_a_field_that_is_missing_is_named(self):
        with self.assertRaisesRegex(KeyError, "deployment"):
            settings_of({})

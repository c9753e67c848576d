"""Asterisk's configuration, from the templates, the settings and what the instance knows of itself."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import secrets
from pathlib import Path

from .metadata import Identity, Metadata
from .settings import Application, Settings, SettingsError

ANNOUNCEMENT = "sorry-youre-having-problems&please-try-call-later"
MODULES = ("/usr/lib/*/asterisk/modules", "/usr/lib/asterisk/modules")
PLACEHOLDER = re.compile(r"@\{(\w+)\}")


def configure(settings: Settings, metadata: Metadata) -> None:
    """Writes every file whole; may be repeated. Throws SettingsError and MetadataError."""
    if settings.sip_transport not in ("udp", "tcp"):
        raise SettingsError(f"sip.transport {settings.sip_transport}: udp or tcp; tls needs certificates")
    values = _values(settings, metadata.identity(), metadata.public_address())
    _check_versions(settings.application, Path(values["modules"]))
    for template in sorted(Path(settings.paths.templates).glob("*.conf")):
        text = _render(template.read_text("utf-8"), values)
        if template.name == "modules.conf":
            text = _without_missing(text, Path(values["modules"]))
        _write(Path(settings.paths.etc) / template.name, text)


def _check_versions(application: Application | None, modules: Path) -> None:
    """An older Asterisk would refuse the whole of ari.conf, the agent's own user with it."""
    if application is None or application.scheme == "agi":
        return
    if not (modules / "res_websocket_client.so").exists():
        raise SettingsError(f"application.address {application.address}: Asterisk 20.15 or 22.5 is wanted")


def configured_address(settings: Settings) -> str | None:
    """The public address that Asterisk gives out, as it was last configured."""
    try:
        text = (Path(settings.paths.etc) / "pjsip.conf").read_text("utf-8")
    except OSError:
        return None
    found = re.search(r"^external_media_address = (\S+)$", text, re.MULTILINE)
    return found.group(1) if found else None


def ari_password(settings: Settings) -> str:
    """Made once in each boot; only Asterisk and the agent can read it."""
    file = Path(settings.paths.state) / "ari-password"
    if not file.exists():
        _write(file, secrets.token_hex(24))
    return file.read_text("utf-8")


def _values(settings: Settings, identity: Identity, public: str | None) -> dict[str, str]:
    paths = settings.paths
    return {
        "etc": paths.etc,
        "run": paths.run,
        "lib": paths.lib,
        "data": paths.data,
        "spool": paths.spool,
        "log": paths.log,
        "modules": paths.modules or _installed_modules(),
        "controlGroup": settings.control_group,
        "instanceId": identity.instance_id,
        "entityId": _entity_id(identity.instance_id),
        "transport": settings.sip_transport,
        "bind": settings.bind,
        "port": str(settings.sip_port),
        "loopback": settings.loopback,
        "httpPort": str(settings.http_port),
        "externalAddresses": _external_addresses(public, settings.sip_port),
        "localNets": _local_nets(settings, identity),
        "mediaBinding": _media_binding(settings),
        "softswitchMatches": "\n".join(f"match = {each}" for each in settings.softswitch),
        "limit": str(settings.limit_of(identity.instance_type)),
        "rtpFrom": str(settings.rtp_from),
        "rtpTo": str(settings.rtp_to),
        "announcement": ANNOUNCEMENT,
        "ariPassword": ari_password(settings),
        **_application_values(settings.application),
    }


def _external_addresses(public: str | None, port: int) -> str:
    if not public:
        return "; Not bound yet."
    names = ("media", "signaling")
    lines = [f"external_{name}_address = {public}" for name in names]
    return "\n".join([*lines, f"external_signaling_port = {port}"])


def _local_nets(settings: Settings, identity: Identity) -> str:
    """Who is told the private address: the agent's own calls, which do not pass EC2's translation."""
    own = settings.bind if settings.bind != "0.0.0.0" else identity.private_address
    return "\n".join(f"local_net = {each}/32" for each in dict.fromkeys([settings.loopback, own]))


def _media_binding(settings: Settings) -> str:
    """Where several Asterisks share a machine, each keeps to its own address."""
    if settings.bind == "0.0.0.0":
        return ""
    return f"media_address = {settings.bind}\nbind_rtp_to_media_address = yes"


def _application_values(application: Application | None) -> dict[str, str]:
    steps = _steps(application)
    lines = [f"exten => _[0-9+]!,1,{steps[0]}", *(f" same => n,{step}" for step in steps[1:])]
    user, client = _outbound_websocket(application)
    return {
        "application": "\n".join(lines),
        "applicationUser": user,
        "applicationClient": client,
    }


def _steps(application: Application | None) -> list[str]:
    if application is None:
        return ["Goto(unreachable,s,1)"]
    unreachable = "?unreachable,s,1)"
    if application.scheme == "agi":
        failed = '"${AGISTATUS}" = "FAILURE" | "${AGISTATUS}" = "NOTFOUND"'
        return [
            # Without this an application that has not yet heard of the hangup can let the next
            # command run on a channel whose caller is gone, for as long as that command lasts.
            "Set(AGIEXITONHANGUP=yes)",
            f"AGI({application.address})", f"GotoIf($[{failed}]{unreachable}",
            "Hangup()",
        ]
    return ["Stasis(asterfleet)", f'GotoIf($["${{STASISSTATUS}}" = "FAILED"]{unreachable}', "Hangup()"]


def _outbound_websocket(application: Application | None) -> tuple[str, str]:
    """ARI whose connections Asterisk opens itself: nothing has to come in. Asterisk 20.15, 22.5."""
    if application is None or application.scheme == "agi":
        return "", ""
    user = [
        "",
        "[logic]",
        "type = user",
        "read_only = no",
        f"password = {secrets.token_hex(24)}",
        "",
        "[application]",
        "type = outbound_websocket",
        "websocket_client_id = application",
        "apps = asterfleet",
        "local_ari_user = logic",
    ]
    client = [
        "[application]",
        "type = websocket_client",
        f"uri = {application.address}",
        "protocols = ari",
        # One for each call: over one that lasts, a call that comes while it is broken waits in silence.
        "connection_type = per_call_config",
        "connection_timeout = 1000",
        "reconnect_interval = 200",
        "reconnect_attempts = 2",
        f"tls_enabled = {'yes' if application.scheme == 'wss' else 'no'}",
    ]
    return "\n".join(user), "\n".join(client)


def _render(text: str, values: dict[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def _without_missing(text: str, modules: Path) -> str:
    """Older versions lack some; to ask for them would be an error in the log at each start."""

    def is_there(line: str) -> bool:
        found = re.match(r"load = (\S+)", line)
        return not found or (modules / found.group(1)).exists()

    return "\n".join(filter(is_there, text.splitlines())) + "\n"


def _installed_modules() -> str:
    found = [folder for pattern in MODULES for folder in glob.glob(pattern)]
    if not found:
        raise SettingsError(f"looking for Asterisk's modules: none in {', '.join(MODULES)}")
    return found[0]


def _entity_id(instance_id: str) -> str:
    """A MAC address of the local kind (bit 1 of its first byte)."""
    digest = hashlib.sha256(instance_id.encode("utf-8")).digest()
    return ":".join(f"{byte:02x}" for byte in (0x02, *digest[:5]))


def _write(file: Path, text: str) -> None:
    """Whole or not at all, and never readable by others."""
    new = file.with_name(f".{file.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    new.replace(file)

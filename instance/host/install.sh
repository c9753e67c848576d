#!/usr/bin/env bash
# install.sh [--bake]: makes a plain Ubuntu LTS or Debian machine (arm64 or x86-64) a member of the fleet. May be run again.
# What it installs lies beside it in /opt/asterfleet. With --bake, for an image, nothing is started.
set -euo pipefail

readonly home=/opt/asterfleet
readonly asterisk_oldest=1:20

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

# An Elastic IP may be bound minutes after the boot, and before that nothing outside answers.
await_packages() {
  local tries
  for tries in $(seq 60); do
    # Once every list was read, what is not offered will not be offered later either.
    if apt-get -qq --error-on=any update || is_new_enough "$(candidate)"; then return; fi
    echo "install.sh: no package list yet (try $tries)" >&2
    sleep 5
  done
  fail 'the package archive does not answer'
}

# Read to its end: a reader that stops early, as grep -q does, makes the pipe fail.
candidate() {
  apt-cache policy asterisk | sed -n 's/^ *Candidate: //p'
}

# The distribution's own service ends calls when it stops: it must never run, not even while it is installed.
mask_distribution_service() {
  mkdir -p /etc/systemd/system
  ln -sfn /dev/null /etc/systemd/system/asterisk.service
}

install_asterisk() {
  local found
  found=$(dpkg-query -W -f '${Version}' asterisk 2>/dev/null || true)
  if [ -z "$found" ]; then
    await_packages
    found=$(candidate)
    is_new_enough "$found" ||
      fail "Asterisk 20 or later is wanted and ${found:-none} is offered here: make an image (instance/image/README.md)"
    # The first boot's own upgrade may still hold the lock.
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends \
      asterisk asterisk-core-sounds-en-gsm python3
  fi
  is_new_enough "$found" || fail "Asterisk 20 or later is wanted and $found is installed"
}

is_new_enough() { # VERSION
  [ -n "$1" ] && [ "$1" != '(none)' ] && dpkg --compare-versions "$1" ge "$asterisk_oldest"
}

# An instance lives for a day; what is new comes with the next image, not in the middle of the calls.
leave_packages_alone() {
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service; do
    ln -sfn /dev/null "/etc/systemd/system/$unit"
  done
  if [ -d /etc/needrestart ]; then
    mkdir -p /etc/needrestart/conf.d
    # shellcheck disable=SC2016 # Perl's variable, not the shell's
    echo '$nrconf{override_rc}{qr(^asterfleet)} = 0;' >/etc/needrestart/conf.d/asterfleet.conf
  fi
}

make_users() {
  getent group asterfleet >/dev/null || groupadd --system asterfleet
  id asterfleet >/dev/null 2>&1 ||
    useradd --system --gid asterfleet --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin asterfleet
  # Asterisk gives its control socket to this group.
  usermod --append --groups asterfleet asterisk
}

make_folders() {
  install -d -m 0750 -o root -g asterfleet /etc/asterfleet
  # Files that the agent writes there belong to Asterisk's group.
  install -d -m 2750 -o asterfleet -g asterisk /etc/asterfleet/asterisk
  chmod 0751 /etc/asterfleet
  if [ -e /etc/asterfleet/settings.json ]; then
    chown root:asterfleet /etc/asterfleet/settings.json
    chmod 0640 /etc/asterfleet/settings.json
  fi
}

install_units() {
  install -m 0644 "$home"/host/units/*.service "$home"/host/units/*.path /etc/systemd/system/
  install -m 0644 "$home/host/tmpfiles.conf" /etc/tmpfiles.d/asterfleet.conf
  install -m 0644 "$home/host/sysctl.conf" /etc/sysctl.d/60-asterfleet.conf
  systemctl daemon-reload
  systemctl enable --quiet asterfleet-configure.service asterfleet-asterisk.service \
    asterfleet-agent.service asterfleet-power-off.path
}

start_units() {
  systemd-tmpfiles --create /etc/tmpfiles.d/asterfleet.conf
  # A key that this kernel refuses costs some margin; without Asterisk there would be no instance.
  sysctl --quiet --load /etc/sysctl.d/60-asterfleet.conf || echo 'install.sh: not all kernel settings were taken' >&2
  # The one waits for the other; whoever called this need not wait for both.
  systemctl start --no-block asterfleet-asterisk.service asterfleet-agent.service asterfleet-power-off.path
}

[ "$(id -u)" = 0 ] || fail 'root is needed'
case ${1:-} in
'' | --bake) ;;
*) fail 'usage: install.sh [--bake]' ;;
esac
mask_distribution_service
leave_packages_alone
install_asterisk
make_users
make_folders
install_units
if [ "${1:-}" != --bake ]; then start_units; fi

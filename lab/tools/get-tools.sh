#!/usr/bin/env bash
# get-tools.sh FOLDER: Asterisk 22, Kamailio 5.6, SIPp 3.6 and NSD 4.6 from Debian's packages, unpacked into FOLDER and installed nowhere.
# Asterisk is in Debian's forky and sid alone; it runs with the C library of its own release. The packages stay in
# FOLDER/packages, which is what to keep where forky has moved on. Needs apt, dpkg and Debian's archive keys.
set -euo pipefail

root=${1:?usage: get-tools.sh FOLDER}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# Where this machine has its own packages from; elsewhere than on Debian, say where Debian's are.
mirror=${DEBIAN_MIRROR:-$(sed -nE 's/^(URIs: |deb )(\[[^]]*\] )?(https?:[^ ]*\/debian)( .*|$)/\3/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1 || true)}
architecture=$(dpkg --print-architecture)
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu")

# What Asterisk's loaded modules need of its long list of dependencies.
asterisk_packages='asterisk|asterisk-modules|asterisk-core-sounds-en|asterisk-core-sounds-en-gsm|libc6|libgcc-s1|libstdc\+\+6|libbsd0|libcap2|libcrypt1|libedit2|libgsm1|libjansson4|libmd0|libsqlite3-0|libssl3(t64)?|libsystemd0|libtinfo6|liburiparser1|libuuid1|libxml2(-[0-9]+)?|libicu[0-9]+|libxslt1\.1|libzstd1|zlib1g|liblzma5|libgcrypt20|libgpg-error0|liblz4-1|libspeex1|libspeexdsp1'
caller_packages=(kamailio sip-tester libpcap0.8 libsctp1 libgsl27 libgslcblas0 libpcre3 nsd libevent-2.1-7 libfstrm0 libprotobuf-c1 libssl3)

fail() {
  echo "get-tools.sh: $*" >&2
  exit 1
}

# A root of apt's own: its lists, an empty list of what is installed, and no lock that anybody else holds.
apt_root() { # SUITE
  local suite=$1 apt=$root/apt/$1
  mkdir -p "$apt/lists/partial" "$apt/none.d" "$root/packages/$suite/partial"
  : >"$apt/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/none.d";
Dir::Etc::preferencesparts "$apt/none.d";
APT::Architecture "$architecture";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
  export APT_CONFIG=$apt/apt.conf
  apt-get -qq update
}

fetch_asterisk() {
  local suite names
  for suite in forky sid; do
    apt_root "$suite" || continue
    names=$(apt-get -s -qq install asterisk asterisk-core-sounds-en-gsm 2>/dev/null | awk '/^Inst/ { print $2 }' | grep -Ex "$asterisk_packages") || continue
    mkdir -p "$root/packages/asterisk"
    # shellcheck disable=SC2086 # one word for each package
    (cd "$root/packages/asterisk" && apt-get -qq download $names) && return
  done
  fail "no Asterisk in forky or sid at $mirror"
}

fetch_callers() {
  apt_root bookworm
  mkdir -p "$root/packages/callers"
  (cd "$root/packages/callers" && apt-get -qq download "${caller_packages[@]}")
}

unpack() { # GROUP
  local package
  rm -rf "${root:?}/$1"
  mkdir -p "$root/$1"
  for package in "$root/packages/$1"/*.deb; do dpkg -x "$package" "$root/$1"; done
  rm -rf "$root/$1"/usr/share/{doc,man,locale,lintian}
}

# The loader of its own release, since the machine's C library may be older.
launchers() {
  local own=$root/asterisk loader library callers=$root/callers/usr
  loader=$(find "$own" -name 'ld-linux-*.so.*' | head -n 1)
  library=$own/usr/lib/$triplet:$own/lib/$triplet:$own/usr/lib
  ln -sfn "$(dirname "$(find "$own/usr/lib" -name chan_pjsip.so | head -n 1)")" "$root/modules-of-asterisk"
  ln -sfn en_US_f_Allison "$own/usr/share/asterisk/sounds/en" 2>/dev/null || true
  ln -sfn "$callers/lib/$triplet/kamailio/modules" "$root/modules-of-kamailio"
  mkdir -p "$root/bin"
  launcher asterisk "exec '$loader' --library-path '$library' '$own/usr/sbin/asterisk' \"\$@\""
  launcher kamailio "LD_LIBRARY_PATH='$callers/lib/$triplet:$callers/lib/$triplet/kamailio' exec '$callers/sbin/kamailio' \"\$@\""
  launcher sipp "LD_LIBRARY_PATH='$callers/lib/$triplet' exec '$callers/bin/sipp' \"\$@\""
  local name
  for name in nsd nsd-checkzone nsd-control; do
    launcher "$name" "LD_LIBRARY_PATH='$callers/lib/$triplet' exec '$callers/sbin/$name' \"\$@\""
  done
}

launcher() { # NAME LINE
  printf '#!/bin/sh\n%s\n' "$2" >"$root/bin/$1"
  chmod +x "$root/bin/$1"
}

works() {
  "$root/bin/asterisk" -V 2>/dev/null && "$root/bin/kamailio" -v 2>/dev/null | head -n 1 &&
    { "$root/bin/sipp" -v 2>/dev/null || true; } | grep -o 'SIPp v[^ ]*' &&
    { "$root/bin/nsd" -v 2>&1 || true; } | grep -o 'NSD version.*'
}

[ -n "$mirror" ] || fail 'set DEBIAN_MIRROR to an archive of Debian packages'
[ -r "$keyring" ] || fail "no $keyring: install debian-archive-keyring"
mkdir -p "$root"
root=$(cd "$root" && pwd)
exec 9>"$root/lock"
flock 9
version=$(cksum <"$0")
if [ "$(cat "$root/complete" 2>/dev/null)" = "$version" ] && works >/dev/null; then exit 0; fi
ls "$root"/packages/asterisk/asterisk_*.deb >/dev/null 2>&1 || fetch_asterisk
ls "$root"/packages/callers/nsd_*.deb >/dev/null 2>&1 || fetch_callers
unpack asterisk
unpack callers
launchers
works || fail "something is missing: remove $root and run again"
echo "$version" >"$root/complete"

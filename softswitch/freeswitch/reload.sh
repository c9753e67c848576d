#!/bin/sh
# reload.sh GATEWAYS: makes FreeSWITCH route by the files that `asterfleet follow` keeps; GATEWAYS is that of
# the format freeswitch-gateways. Calls that are up know nothing of it.
set -eu

gateways=$1
fs_cli -x 'sofia profile external rescan reloadxml'
fs_cli -x 'distributor_ctl reload'
# A rescan adds, and takes nothing away.
for name in $(fs_cli -x 'sofia profile external gwlist up') $(fs_cli -x 'sofia profile external gwlist down'); do
  case $name in
  "$ASTERFLEET_FLEET"-slot*)
    grep -q "gateway name=\"$name\"" "$gateways" || fs_cli -x "sofia profile external killgw $name"
    ;;
  esac
done

#!/bin/sh
# publish.sh ZONE FILE: makes FILE from FILE.template, the revision of the routes as its serial, and
# has NSD load it. A zone that is not in order is left alone, and ends it with 1.
set -eu

zone=$1
file=$2
sed "s/@SERIAL@/$ASTERFLEET_REVISION/" "$file.template" >"$file.new"
nsd-checkzone "$zone" "$file.new" >&2
mv "$file.new" "$file"
nsd-control reload "$zone"

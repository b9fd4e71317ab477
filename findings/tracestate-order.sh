#!/usr/bin/env bash
# @opentelemetry/api 1.10.0: createTraceState of a header with more than 32 members.
#
# Guess: the first 32 members are kept, in their order, as the newest stand first and W3C Trace Context has the oldest
# leave at the end. Or the header is dropped as a whole.
#
# Behaviour: the first 32 are kept, in reverse order. The newest member stands at the end, where the next participant
# that needs room cuts it off first. With 32 members or fewer the order stays, unless a key occurs twice: then the
# member that stands first in the header moves to the place of the last one with its key.
#
# Seen:
#   3 members:  k0=v,k1=v,k2=v
#   33 members: k31=v,k30=v, … ,k1=v,k0=v
#   a=1,b=2,a=3: b=2,a=1
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/api@1.10.0
cat >see.cjs <<'JS'
const { createTraceState } = require('@opentelemetry/api')
const header = count => Array.from({ length: count }, (_, n) => `k${n}=v`)
const through = text => createTraceState(text).serialize()
const seen = { 3: through(header(3).join()), 33: through(header(33).join()), twice: through('a=1,b=2,a=3') }
console.log(`3 members:  ${seen[3]}\n33 members: ${seen[33]}\na=1,b=2,a=3: ${seen.twice}`)
const asExpected =
  seen[3] === header(3).join() && seen[33] === header(32).reverse().join() && seen.twice === 'b=2,a=1'
process.exit(asExpected ? 0 : 1)
JS
node see.cjs

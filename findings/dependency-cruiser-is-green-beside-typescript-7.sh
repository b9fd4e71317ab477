#!/usr/bin/env bash
# dependency-cruiser 17.4.3 beside TypeScript 7.0.2: rules that hold nothing, and exit status 0.
#
# Guess:     a project that moves to TypeScript 7, which has no API for programs any more, sees its dependency check fail:
#            dependency-cruiser says that it cannot read .ts files, or that its rules matched none.
# Behaviour: it reads what it has a compiler for. For TypeScript that is a package `typescript` below 7; with 7 there is none, so
#            a folder of .ts files has no modules for it. Two files that import each other, and a rule against circles: "no
#            dependency violations found", exit 0. The only sign is the count, "0 modules". With 6.0.3 the same folder and rule
#            give the circle and exit 1. `depcruise --info` tells which compilers it takes.
#
# Seen:
#   TypeScript 7.0.2: ✔ no dependency violations found (0 modules, 0 dependencies cruised) (exit 0)
#   TypeScript 6.0.3: x 1 dependency violations (1 errors, 0 warnings). 2 modules, 2 dependencies cruised. (exit 1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
printf '%s\n' "import { b } from './b.ts'" 'export const a = (): number => b() + 1' >src/a.ts
printf '%s\n' "import { a } from './a.ts'" 'export const b = (): number => a() + 1' >src/b.ts
printf '%s\n' "module.exports = { forbidden: [{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } }] }" >rules.cjs
printf '%s\n' '{ "name": "circle", "private": true }' >package.json

cruise() {
  npm install --silent --no-audit --no-fund --ignore-scripts dependency-cruiser@17.4.3 "typescript@$1" >&2
  local status=0 output
  output=$(node_modules/.bin/depcruise --config rules.cjs src) || status=$?
  echo "TypeScript $1: $(grep cruised <<<"$output") (exit $status)"
}

seven=$(cruise 7.0.2)
six=$(cruise 6.0.3)
printf '%s\n' "$seven" "$six"
grep -q 'no dependency violations found (0 modules.*(exit 0)' <<<"$seven" &&
  grep -q '1 errors.* 2 modules.*(exit 1)' <<<"$six" ||
  { echo 'This has changed.' && exit 1; }

#!/usr/bin/env bash
# vitest 5.1.1: which classes a reporter of one's own may extend, by the types of `vitest/node` and when it runs.
#
# Guess: what `vitest/node` declares as an exported class is there. A reporter that extends `BaseReporter` and type-checks
# runs, as one that extends `DefaultReporter` does.
#
# Behaviour: the declarations export the class `BaseReporter` as a value, so `class Mine extends BaseReporter` passes tsc.
# The module has no such export: Node refuses to link the import, before a line of it runs. `DefaultReporter` is there.
#
# Seen:
#   tsc: 0 errors
#   BaseReporter undefined, DefaultReporter function
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts vitest@5.1.1 typescript@5.9.3 @types/node@24.10.1
cat >mine.ts <<'TS'
import { BaseReporter, DefaultReporter } from 'vitest/node'
export class Mine extends BaseReporter {}
export class Other extends DefaultReporter {}
TS
npx tsc --noEmit --skipLibCheck --strict --module nodenext --target es2023 mine.ts && tsc='0 errors' || tsc='errors'
echo "tsc: $tsc"
seen=$(node --input-type=module -e "
const vitest = await import('vitest/node')
console.log('BaseReporter', typeof vitest.BaseReporter + ',', 'DefaultReporter', typeof vitest.DefaultReporter)")
echo "$seen"
[[ $tsc == '0 errors' && $seen == 'BaseReporter undefined, DefaultReporter function' ]]

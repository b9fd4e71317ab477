#!/usr/bin/env bash
# json-schema-to-typescript 16.0.0: the type of a tuple of JSON Schema 2020-12.
#
# Guess: it supports `prefixItems`, or, as it documents draft-04 and later, types what it does not know widely: a pair in
# the words of 2020-12 is `[string, number]` as it is in those of draft-07, or else `unknown[]`.
#
# Behaviour: `prefixItems` is passed over in silence and `items: false`, which in 2020-12 says that nothing follows the tuple, is read
# as that of draft-07, where it says that there are no items at all. The type is `never[]`: of all values that the schema takes only
# the empty one compiles. No option, warning or `$schema` changes it; written in the words of draft-07 the type is right.
#
# Seen:
#   2020-12: pair?: never[];
#   draft-07: pair?: [string, number];
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts json-schema-to-typescript@16.0.0
cat >see.mjs <<'JS'
import { compile } from 'json-schema-to-typescript'
const two = [{ type: 'string' }, { type: 'number' }]
const of = async ($schema, tuple) => {
  const pair = { type: 'array', minItems: 2, maxItems: 2, ...tuple }
  const schema = { $schema, type: 'object', properties: { pair }, additionalProperties: false }
  return (await compile(schema, 'T', { bannerComment: '' })).split('\n').find(line => line.includes('pair')).trim()
}
const modern = await of('https://json-schema.org/draft/2020-12/schema', { prefixItems: two, items: false })
const old = await of('http://json-schema.org/draft-07/schema#', { items: two, additionalItems: false })
const seen = `2020-12: ${modern}\ndraft-07: ${old}`
console.log(seen)
process.exit(seen === '2020-12: pair?: never[];\ndraft-07: pair?: [string, number];' ? 0 : 1)
JS
node see.mjs

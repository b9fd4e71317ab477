#!/usr/bin/env bash
# ajv 8.20.0: `$anchor` in its class for JSON Schema 2020-12, as it comes.
#
# Guess: `new Ajv2020()` takes every keyword of the core vocabulary of 2020-12, of which `$anchor` is one: strict mode is
# against words that are in no vocabulary.
#
# Behaviour: `$anchor` is followed by `$ref`, but is no keyword: in strict mode, which is the default, a schema that has one is
# refused as a slip of the pen. `$dynamicAnchor`, the rarer one, is known. With `strict: false`, or `addKeyword('$anchor')`, the
# same schema compiles, and the anchor is found.
#
# Seen:
#   as it comes: strict mode: unknown keyword: "$anchor"
#   with the keyword added: 7 is refused, "a" is taken
#   $dynamicAnchor as it comes: compiles
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ajv@8.20.0
cat >see.mjs <<'JS'
import { Ajv2020 } from 'ajv/dist/2020.js'
const schema = anchor => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $ref: '#text',
  $defs: { text: { [anchor]: 'text', type: 'string' } },
})
const said = make => {
  try {
    return make()
  } catch (error) {
    return error.message
  }
}
const added = new Ajv2020()
added.addKeyword('$anchor')
const lines = [
  `as it comes: ${said(() => new Ajv2020().compile(schema('$anchor')) && 'compiles')}`,
  `with the keyword added: ${said(() => {
    const validate = added.compile(schema('$anchor'))
    return `7 is ${validate(7) ? 'taken' : 'refused'}, "a" is ${validate('a') ? 'taken' : 'refused'}`
  })}`,
  `$dynamicAnchor as it comes: ${said(() => new Ajv2020().compile(schema('$dynamicAnchor')) && 'compiles')}`,
]
console.log(lines.join('\n'))
const expected = [
  'as it comes: strict mode: unknown keyword: "$anchor"',
  'with the keyword added: 7 is refused, "a" is taken',
  '$dynamicAnchor as it comes: compiles',
]
process.exit(lines.join() === expected.join() ? 0 : 1)
JS
node see.mjs

#!/usr/bin/env bash
# @asyncapi/parser 3.6.6: a JSON Schema put into an AsyncAPI document as it is.
#
# Guess: a payload with `schemaFormat: application/schema+json;version=draft-07` is a schema of that format, so a complete and
# valid one, with an `$id` and a local `$ref`, can be put in unaltered: `#/definitions/id` is looked for in the schema
# whose `$id` is the base, as JSON Schema has it.
#
# Behaviour: the document is resolved as a whole before any schema is looked at as one. `#` is the document, whatever the format and
# the `$id` say, so the `$ref` leads nowhere and the document is refused. If the document happens to have something at that pointer,
# that is taken without a word. A `$ref` has to be written with the way from the document's root.
#
# Seen:
#   as it is: '#/definitions/id' does not exist
#   where the document has something there: no error, id is a number
#   from the root: no error, id is a string
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @asyncapi/parser@3.6.6
cat >see.mjs <<'JS'
import { Parser } from '@asyncapi/parser'
const schema = $ref => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'urn:example:booked',
  type: 'object',
  properties: { id: { $ref } },
  definitions: { id: { type: 'string' } },
})
const document = ($ref, more = {}) => ({
  asyncapi: '3.1.0',
  info: { title: 'T', version: '1.0.0' },
  components: {
    messages: { Booked: { payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: schema($ref) } } },
    ...more,
  },
})
const said = async text => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(text))
  const error = diagnostics.find(({ severity }) => severity === 0)
  if (error) return error.message
  const [message] = document.components().messages().all()
  return `no error, id is a ${message.payload().json().schema.properties.id.type}`
}
const root = '#/components/messages/Booked/payload/schema/definitions/id'
const own = { schemas: { id: { type: 'number' } } }
const seen = [
  `as it is: ${await said(document('#/definitions/id'))}`,
  `where the document has something there: ${await said(document('#/components/schemas/id', own))}`,
  `from the root: ${await said(document(root))}`,
]
console.log(seen.join('\n'))
const expected = [
  "as it is: '#/definitions/id' does not exist",
  'where the document has something there: no error, id is a number',
  'from the root: no error, id is a string',
]
process.exit(seen.join() === expected.join() ? 0 : 1)
JS
node see.mjs

import { describe, expect, it, test } from 'vitest'
import { faultsIn } from './advisories.ts'
import { type Supply, supplyFaults } from './faults.ts'
import { bomFaults } from './sbom.ts'

const locked = {
  name: 'fastify',
  version: '5.0.0',
  integrity: 'sha512-a',
  elsewhere: false,
  optional: false,
}
const installed = { license: 'MIT', runsAtInstall: false }

const faultsOf = (
  change: Partial<Supply['locked'][number]>,
  of: Partial<typeof installed> = {},
  namedScripts: readonly string[] = [],
) =>
  supplyFaults({
    locked: [{ ...locked, ...change }],
    installed: new Map([['fastify@5.0.0', { ...installed, ...of }]]),
    namedScripts,
  })

describe('a package', () => {
  it.each([
    ['as it is to be', faultsOf({}), []],
    ['whose script is named', faultsOf({}, { runsAtInstall: true }, ['fastify']), []],
    ['for another system', faultsOf({ version: '4.0.0', optional: true }), []],
  ])('%s is no fault', (_, faults, none) => expect(faults).toEqual(none))

  it.each([
    ['that is not installed', faultsOf({ version: '4.0.0' }), /^fastify@4\.0\.0 is not installed: /],
    ['from elsewhere', faultsOf({ elsewhere: true }), /^fastify@5\.0\.0 does not come from the registry\.$/],
    ['without a hash', faultsOf({ integrity: undefined }), /^fastify@5\.0\.0 has no hash in /],
    ['that is deprecated', faultsOf({ deprecated: 'Use 6' }), /^fastify@5\.0\.0 is deprecated: “Use 6”\. /],
    ['of another licence', faultsOf({}, { license: 'AGPL-3.0-only' }), /has the licence AGPL-3\.0-only, /],
    ['with an unnamed script', faultsOf({}, { runsAtInstall: true }), /^fastify runs a script when /],
    ['that is named and gone', faultsOf({}, {}, ['gone']), /^gone is named, and is no package of /],
  ])('%s is one', (_, faults, sentence) => expect(faults).toEqual([expect.stringMatching(sentence)]))
})

test('an SBOM is held to the official schema', async () => {
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'library', name: 'pg' }] }
  expect(await bomFaults(JSON.stringify(bom))).toEqual([])
  const typo = { ...bom, components: [{ type: 'libary', name: 'pg' }] }
  expect(await bomFaults(JSON.stringify(typo))).toEqual([expect.stringMatching(/^It is no CycloneDX 1\.6: /)])
  expect(await bomFaults('{"specVersion":"9.9"}')).toEqual([expect.stringContaining('9.9')])
})

test('an advisory is a fault, and so is a registry that knows of none', () => {
  const advisory = {
    module_name: 'pg',
    title: 'Reads too far',
    severity: 'high',
    url: 'https://registry.example/1',
  }
  expect(faultsIn('{"advisories":{}}')).toEqual([])
  expect(faultsIn(JSON.stringify({ advisories: { 1: advisory } }))).toEqual([
    'pg: Reads too far (high, https://registry.example/1).',
  ])
  expect(faultsIn('{"error":{"message":"405"}}')).toEqual([expect.stringMatching(/in vain: 405$/)])
  expect(faultsIn('{}')).toHaveLength(1)
})

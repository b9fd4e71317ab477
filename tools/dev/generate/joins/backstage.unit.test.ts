import { readFileSync } from 'node:fs'
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { bridge, services } from '../../lib/services.ts'
import { backstageCatalogue } from './backstage.ts'

const root = new URL('../../../../', import.meta.url)
const entities = parseAllDocuments(backstageCatalogue(services)).map(document => withText(document.toJS()))
const byRef = new Map(entities.map(entity => [stringifyEntityRef(entity), entity]))

/** As Backstage's catalogue reads an entity: a `$text` becomes the text of the file. */
function withText(entity: Entity): Entity {
  const text = (entity.spec?.definition as { readonly $text: string } | undefined)?.$text
  if (text === undefined) return entity
  return { ...entity, spec: { ...entity.spec, definition: readFileSync(new URL(text, root), 'utf8') } }
}

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
])
const kinds = [
  systemEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  apiEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
]

/** What an entity refers to, as whole references. */
const references = ({ spec = {} }: Entity): string[] =>
  Object.entries({ system: 'system', dependsOn: '', providesApis: 'api', consumesApis: 'api' }).flatMap(
    ([field, kind]) =>
      [spec[field] ?? []]
        .flat()
        .map(ref =>
          stringifyEntityRef(parseEntityRef(String(ref), kind === '' ? {} : { defaultKind: kind })),
        ),
  )

describe.each([...byRef])("%s, by Backstage's own model", (_, entity) => {
  test('is valid, and of exactly one kind', async () => {
    const valid = (await policy.enforce(entity)) as Entity
    const taken = await Promise.all(kinds.map(kind => kind.check(valid)))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('refers to what there is', () => {
    expect(references(entity).filter(ref => !byRef.has(ref))).toEqual([])
  })
})

test('no two entities have one name, and each service is there', () => {
  expect(byRef.size).toBe(entities.length)
  for (const { name } of [...services, bridge]) expect(byRef.has(`component:default/${name}`)).toBe(true)
})

test('a definition is the document that it says it is', () => {
  const apis = entities.filter(({ kind }) => kind === 'API')
  expect(apis).toHaveLength(services.length + 1)
  for (const { spec } of apis)
    expect(JSON.parse(String(spec?.definition))).toHaveProperty(
      String(spec?.type),
      expect.stringMatching(/^3\.1/),
    )
})

test('who publishes and who reads an event stands on both sides of its topic', () => {
  const topic = byRef.get('resource:default/payment.captured.v1') as Entity
  expect(references(topic)).toContain('component:default/payment')
  const readers = entities.filter(entity =>
    references(entity).includes('resource:default/payment.captured.v1'),
  )
  const names = readers.map(({ metadata }) => metadata.name)
  expect(names).toEqual(expect.arrayContaining(['order', 'reporting', 'shipping']))
  expect(names).not.toContain('inventory')
})

test('the bridge, which reads what its configuration says, consumes the events', () => {
  expect(byRef.get('component:default/bridge')?.spec?.consumesApis).toEqual(['orderflow-events'])
})

test("a field that is misspelt, and a name that is none, are refused, so that 'valid' says something", async () => {
  const [component] = entities.filter(({ kind }) => kind === 'Component') as [Entity]
  const { type: _, ...spec } = component.spec ?? {}
  await expect(componentEntityV1alpha1Validator.check({ ...component, spec })).rejects.toThrow('type')
  const nameless = { ...component, metadata: { ...component.metadata, name: 'no name' } }
  await expect(policy.enforce(nameless)).rejects.toThrow('name')
})

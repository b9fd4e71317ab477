import { allContracts, contractOfTopic } from '@orderflow/events'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bridge, services } from '../../lib/services.ts'
import { isInUse, publishersOf } from '../publishers-and-consumers.ts'
import { domainFolder, eventCatalogDomain } from './eventcatalog.ts'

interface Sent {
  readonly id: string
  readonly version: string
  readonly to?: readonly { readonly id: string }[]
  readonly from?: readonly { readonly id: string }[]
}

const talking = [...services, bridge]
const files = eventCatalogDomain(services, new Map(), '1.2.3')
const about = (path: string) => parse(files.get(`${domainFolder}${path}`)?.split('---\n')[1] ?? '')
const topicsOf = (all: readonly Sent[], way: 'to' | 'from') =>
  all.flatMap(each => each[way]?.map(({ id }) => id) ?? [])

describe.each(talking)('$name in the catalogue', facts => {
  const { sends, receives } = about(`services/${facts.name}/index.mdx`)

  test('sends and receives on the topics that its tables say', () => {
    const sent = allContracts.filter(contract => publishersOf([facts], contract).length > 0)
    expect(topicsOf(sends, 'to')).toEqual(sent.map(({ topic }) => topic))
    expect(topicsOf(receives, 'from').sort()).toEqual([...facts.topics].sort())
  })

  test('names the version that lies on each topic', () => {
    for (const { id, version, to = [], from = [] } of [...sends, ...receives] as Sent[])
      for (const channel of [...to, ...from]) {
        const contract = contractOfTopic(channel.id)
        expect([id, version]).toEqual([contract?.type, `${contract?.version}.0.0`])
      }
  })
})

test.each(allContracts.filter(contract => isInUse(talking, contract)))(
  '$topic is a channel, and its event has the schema beside it',
  ({ type, version, topic, schema }) => {
    expect(about(`channels/${topic}/index.mdx`)).toMatchObject({ address: topic, protocols: ['kafka'] })
    const folders = [`events/${type}/`, `events/${type}/versioned/${version}.0.0/`]
    const [folder, ...others] = folders.filter(
      each => about(`${each}index.mdx`)?.version === `${version}.0.0`,
    )
    expect(others).toEqual([])
    expect(JSON.parse(files.get(`${domainFolder}${folder}schema.json`) ?? '')).toEqual(schema)
  },
)

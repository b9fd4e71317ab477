import { type Contract, contracts } from '@orderflow/events'
import { describe, expect, test } from 'vitest'
import type { Service } from '../publishers-and-consumers.ts'
import { eventPage, pageName } from './event-page.ts'

const order: Service = { name: 'order', consumes: {}, publishes: { OrderCreated: [3, 2, 1] } }
const reader = (name: string, version: 1 | 2 | 3): Service => {
  return { name, consumes: { OrderCreated: version }, publishes: {} }
}

describe('the page of an event', () => {
  test('names the readers of each version, and what they make of an older one', () => {
    const text = eventPage(contracts.OrderCreated, [order, reader('new', 3), reader('late', 1)])
    expect(text).toContain('| 3       | order        | new |')
    expect(text).toContain('| 1       | order        | new (as version 3) and late |')
    expect(text).not.toContain('yet.')
  })

  test('says so where nobody publishes or consumes it', () => {
    const nobody = eventPage(contracts.OrderCreated, [])
    expect(nobody).toContain('No service publishes it yet.')
    expect(nobody).toContain('No service consumes it yet.')
    expect(eventPage(contracts.OrderCreated, [order])).not.toContain('No service publishes it yet.')
  })

  test('shows a property that is added to the schema', () => {
    const { schema } = contracts.OrderCompleted
    const carrier = { description: 'One | other.', type: 'string', maxLength: 50 }
    const properties = { ...('properties' in schema && (schema.properties as object)), carrier }
    const changed: Contract = { ...contracts.OrderCompleted, schema: { ...schema, properties } }
    const row = /^\| `carrier` +\| string \| no +\| at most 50 characters +\| One \\\| other\. \|$/m
    expect(eventPage(contracts.OrderCompleted, [])).not.toMatch(row)
    expect(eventPage(changed, [])).toMatch(row)
  })

  test('tells what changed, and how the older version is read', () => {
    const text = eventPage(contracts.OrderCreated, [])
    expect(text).toMatch(/^\| `currency` +\| not there +\| required string, at most 3 characters/m)
    expect(text).toMatch(/gains\s`currency`,\swhich\sis\s`"EUR"`/)
    expect(text).toContain('ce_copyof: urn:orderflow:order.created.v2')
  })

  test('has a name without a version', () => {
    expect(pageName(contracts.OrderCancellationRequested)).toBe('order-cancellation-requested.md')
  })
})

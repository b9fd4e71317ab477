import { deadLetters } from './dead-letters.ts'
import { listed } from './listed.ts'
import type { Findings, Scope } from './types.ts'

const outboxes = `
  SELECT topic AS subject, count(*) || ' messages wait in the outbox since ' || min(created_at) AS detail
  FROM outbox GROUP BY topic
  UNION ALL
  SELECT topic, 'the outbox keeps back key ' || key || ': ' || reason FROM outbox_quarantine`

const requests = `
  SELECT order_id AS subject, 'the gateway was asked ' || attempts || ' times for its ' || operation AS detail
  FROM gateway_requests`

/** Outboxes and gateway requests have drained to empty, and nothing lies in the dead letters unasked. */
export async function nothingLeftBehind(scope: Scope): Promise<Findings> {
  const { databases } = scope
  const tables = await Promise.all([
    ...Object.values(databases).map(database => listed(database, outboxes)),
    listed(databases.payments, requests),
  ])
  const topics = await deadLetters(scope)
  const parts = [...tables, topics]
  return {
    checked: tables.length + topics.checked,
    violated: parts.reduce((sum, { violated }) => sum + violated, 0),
    found: parts.flatMap(({ found }) => found),
  }
}

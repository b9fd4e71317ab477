import pino from 'pino'
import { Registry } from 'prom-client'
import { createMetrics } from '../metrics/metrics.ts'

const kept = 20
const lines: string[] = []

/** What the code under test last warned of in this test file: why an outcome may not have come. */
export const lastWarnings = (): string => lines.join('')

/** Set ORDERFLOW_TEST_LOG=debug to see all that the code under test says. */
export const logger = pino(
  { level: process.env.ORDERFLOW_TEST_LOG ?? 'warn' },
  {
    write(line) {
      if (process.env.ORDERFLOW_TEST_LOG !== undefined) process.stdout.write(line)
      lines.push(line)
      if (lines.length > kept) lines.shift()
    },
  },
)

export const newMetrics = () => createMetrics(new Registry())

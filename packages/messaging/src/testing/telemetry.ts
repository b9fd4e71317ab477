import pino from 'pino'
import { Registry } from 'prom-client'
import { createMetrics } from '../metrics/metrics.ts'

/** Set ORDERFLOW_TEST_LOG=debug to see what the code under test says. */
export const logger = pino({ level: process.env.ORDERFLOW_TEST_LOG ?? 'silent' })

export const newMetrics = () => createMetrics(new Registry())

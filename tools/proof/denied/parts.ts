import type { Part } from './attempt.ts'
import { http } from './http.ts'
import { kafka } from './kafka.ts'
import { postgres } from './postgres.ts'

/** What is tried, by the kind of system that is asked. */
export const parts = { kafka, postgres, http } as const satisfies Readonly<Record<string, Part>>

export type PartName = keyof typeof parts

export const partNames = Object.keys(parts) as readonly PartName[]

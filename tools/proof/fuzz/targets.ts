import { batches } from './batches/target.ts'
import { http } from './http/target.ts'
import { kafka } from './kafka/target.ts'
import { snapshots } from './snapshots/target.ts'
import type { Opening, Target } from './target.ts'

/** What is fed with input. */
export const targets = { http, kafka, batches, snapshots } as const satisfies Readonly<
  Record<string, (opening: Opening) => Promise<Target>>
>

export type TargetName = keyof typeof targets

export const targetNames = Object.keys(targets) as readonly TargetName[]

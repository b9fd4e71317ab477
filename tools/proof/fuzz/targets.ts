import { http } from './http/target.ts'
import { snapshots } from './snapshots/target.ts'
import type { Opening, Target } from './target.ts'

/** What is fed with input. */
export const targets = { http, snapshots } as const satisfies Readonly<
  Record<string, (opening: Opening) => Promise<Target>>
>

export type TargetName = keyof typeof targets

export const targetNames = Object.keys(targets) as readonly TargetName[]

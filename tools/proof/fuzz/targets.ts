import { snapshots } from './snapshots/target.ts'
import type { Opening, Target } from './target.ts'

/** What is fed with input. */
export const targets = { snapshots } as const satisfies Readonly<
  Record<string, (opening: Opening) => Promise<Target<never>>>
>

export type TargetName = keyof typeof targets

export const targetNames = Object.keys(targets) as readonly TargetName[]

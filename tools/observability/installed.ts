import { spawnSync } from 'node:child_process'

/** Whether a program can be run here; says so when it cannot, and how to get it. */
export function installed(program: string, flag: string, where: string): boolean {
  const found = spawnSync(program, [flag], { stdio: 'ignore' }).status === 0
  if (!found) console.warn(`Skipped: tests that need \`${program}\`, which is not installed (${where}).`)
  return found
}

import { spawnSync } from 'node:child_process'

/**
 * Whether a program can be run here. If not, a line says which tests are left out and what to install.
 *
 * @param args with which it ends at once, and with 0
 */
export function installed(program: string, args: string, where: string): boolean {
  const found = spawnSync(program, args.split(' '), { stdio: 'ignore' }).status === 0
  if (!found) console.warn(`Left out: tests that need \`${program}\`. To have them, install ${where}.`)
  return found
}

export const debianPrometheus = "Debian's package prometheus (apt-get install prometheus)"

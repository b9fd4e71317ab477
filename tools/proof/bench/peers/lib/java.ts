import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, startChild } from './child.ts'

const target = fileURLToPath(new URL('../java/target', import.meta.url))
const jars = join(target, 'dependency')

/** A program of `java/`, with the JVM's own defaults; resolves when it is ready. */
export function startJava(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Child> {
  const { JAVA_HOME } = process.env
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java'
  const classPath = [join(target, 'classes'), join(jars, '*')].join(delimiter)
  const options = { env: { ...process.env, ...env }, ready: /^ready$/m }
  return startChild(java, ['-cp', classPath, main, ...args], options)
}

/** The version of a jar on the class path. */
export const jarVersion = (artifact: string) => (): string =>
  readdirSync(jars)
    .map(name => new RegExp(`^${artifact}-(\\d.*)\\.jar$`).exec(name)?.[1])
    .find(version => version !== undefined) ?? 'unknown'

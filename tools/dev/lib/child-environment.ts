import { type Environment, fileOf } from '@orderflow/service-kit'

/** This process's environment with settings in their place, of which each is a value or a `NAME_FILE`, never both. */
export function childEnvironment(own: Environment): NodeJS.ProcessEnv {
  const others = Object.keys(own).map(name => [
    name.endsWith(suffix) ? name.slice(0, -suffix.length) : fileOf(name),
    undefined,
  ])
  return { ...process.env, ...Object.fromEntries(others), ...own }
}

const suffix = fileOf('')

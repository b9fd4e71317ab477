import { type Environment, fileOf } from '@orderflow/service-kit'

/** This process's environment with settings in their place; a `NAME_FILE` would be the same secret a second time. */
export function childEnvironment(own: Environment): NodeJS.ProcessEnv {
  const inFiles = Object.keys(own).map(name => [fileOf(name), undefined])
  return { ...process.env, ...Object.fromEntries(inFiles), ...own }
}

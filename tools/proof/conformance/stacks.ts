import { fileURLToPath } from 'node:url'
import { pythonMissing, pythonWith } from '@orderflow/test-servers/python'
import { fetchWith, fillOnce, type Log, runs } from '@orderflow/test-servers/tool-cache'
import { schemasFolder } from './vectors.ts'

/** A program that reads values, one JSON object a line, and prints a verdict on a line for each. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** A validator of another language. */
export interface Stack {
  /** The language, and the validator with its version. */
  readonly name: string
  /** Why it cannot be run, with the command that brings what is missing; undefined if it can. */
  missing(): string | undefined
  /** Fetches and builds it, once for each checkout. */
  program(log: Log): Promise<Program>
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const java: Stack = {
  name: 'Java, networknt 3.0.9',
  missing: () =>
    runs('java', '-version') && runs('mvn', '-v')
      ? undefined
      : 'The validator in Java needs Java 17 or newer and Maven: `apt-get install openjdk-17-jdk-headless maven`.',
  async program(log) {
    const folder = await fillOnce('conformance-java-networknt-3.0.9', log, folder =>
      fetchWith('mvn', [
        '-q',
        '-B',
        '-f',
        path('java/pom.xml'),
        'dependency:copy-dependencies',
        `-DoutputDirectory=${folder}`,
      ]),
    )
    return { command: 'java', args: ['-cp', `${folder}/*`, path('java/Verdicts.java'), schemasFolder] }
  },
}

const python: Stack = {
  name: 'Python, jsonschema 4.26.0',
  missing: () => pythonMissing('The validator in Python'),
  async program(log) {
    const interpreter = await pythonWith(
      'conformance-python-jsonschema-4.26.0',
      path('python/requirements.txt'),
      log,
    )
    return { command: interpreter, args: [path('python/verdicts.py'), schemasFolder] }
  },
}

const go: Stack = {
  name: 'Go, santhosh-tekuri 6.0.3',
  missing: () =>
    runs('go', 'version')
      ? undefined
      : 'The validator in Go needs Go 1.21 or newer: `apt-get install golang`, or `golang-1.21` where that is older.',
  async program(log) {
    const folder = await fillOnce('conformance-go-santhosh-tekuri-6.0.3', log, async () => {})
    // From its sources each time, which takes Go's own cache a moment.
    await fetchWith('go', ['build', '-C', path('go'), '-o', `${folder}/verdicts`, '.'])
    return { command: `${folder}/verdicts`, args: [schemasFolder] }
  },
}

export const stacks: readonly Stack[] = [java, python, go]

// What the machine must bring: Java, and Maven once. Plain JavaScript without dependencies, because
// tools/run.mjs asks it before anything is installed. Its types are in toolchain.d.mts.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const JAVA_MINIMUM = 17
const MAVEN_MINIMUM = [3, 8]

const INSTALL_JAVA = `install a JDK or JRE ${JAVA_MINIMUM} or newer, or point JAVA_HOME at one`
const INSTALL_MAVEN = `install Maven ${MAVEN_MINIMUM.join('.')} or newer (it is needed once, to fetch Kafka)`

/** Java takes the names of files for ASCII unless the locale says otherwise. */
export const javaEnvironment = () => ({ ...process.env, LC_ALL: 'C.UTF-8' })

/** The major version in what `java -version` prints: 17 for `openjdk version "17.0.15"`, 8 for "1.8.0_392". */
export function parseJavaVersion(output) {
  const match = /version "(?:1\.)?(\d+)/.exec(output)
  return match ? Number(match[1]) : undefined
}

/** [major, minor] in what `mvn -version` prints. */
export function parseMavenVersion(output) {
  const match = /Apache Maven (\d+)\.(\d+)/.exec(output)
  return match ? [Number(match[1]), Number(match[2])] : undefined
}

/** The Java to start Kafka with, from JAVA_HOME, else from PATH; or why there is none. */
export function findJava(env = process.env) {
  const home = env.JAVA_HOME
  if (home && !existsSync(join(home, 'bin', 'java'))) {
    return missing('JAVA_MISSING', `JAVA_HOME is ${home}, which holds no bin/java: correct or unset it.`)
  }
  const command = home ? join(home, 'bin', 'java') : onPath('java', env)
  const answer = command && spawnSync(command, ['-version'], { encoding: 'utf8', env })
  const says = answer?.status === 0 ? answer.stderr + answer.stdout : ''
  const version = parseJavaVersion(says)
  if (!command || version === undefined) {
    return missing('JAVA_MISSING', `Kafka needs Java, which was not found: ${INSTALL_JAVA}.`)
  }
  if (version < JAVA_MINIMUM) {
    return missing(
      'JAVA_TOO_OLD',
      `Kafka needs Java ${JAVA_MINIMUM}, ${command} is ${version}: ${INSTALL_JAVA}.`,
    )
  }
  return { command, version: String(version), says }
}

/** The Maven to fetch Kafka with; or why there is none. */
export function findMaven(env = process.env) {
  const command = onPath('mvn', env)
  const answer = command && spawnSync(command, ['-B', '-version'], { encoding: 'utf8', env })
  const version = answer && answer.status === 0 ? parseMavenVersion(answer.stdout) : undefined
  if (!command || version === undefined) {
    const found = command ? `${command} does not run` : 'it was not found'
    return missing('MAVEN_MISSING', `Kafka is fetched with Maven and ${found}: ${INSTALL_MAVEN}.`)
  }
  const [major, minor] = version
  if (major < MAVEN_MINIMUM[0] || (major === MAVEN_MINIMUM[0] && minor < MAVEN_MINIMUM[1])) {
    const found = `${command} is Maven ${major}.${minor}, which is too old`
    return missing('MAVEN_TOO_OLD', `${found}: ${INSTALL_MAVEN}.`)
  }
  return { command, version: version.join('.') }
}

const missing = (code, message) => ({ code, message })

function onPath(name, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map(folder => join(folder, name)).find(path => existsSync(path))
}

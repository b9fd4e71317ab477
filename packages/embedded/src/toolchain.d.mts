export interface Tool {
  /** Absolute path of the program. */
  command: string
  version: string
}
export interface Java extends Tool {
  /** What it says of itself: its build, exactly. */
  says: string
}
export interface ToolMissing {
  code: 'JAVA_MISSING' | 'JAVA_TOO_OLD' | 'MAVEN_MISSING' | 'MAVEN_TOO_OLD'
  message: string
}
type Env = Record<string, string | undefined>

export function parseJavaVersion(output: string): number | undefined
export function parseMavenVersion(output: string): [number, number] | undefined
export function findJava(env?: Env): Java | ToolMissing
export function findMaven(env?: Env): Tool | ToolMissing
export function javaEnvironment(): Env

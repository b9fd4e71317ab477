import type { Endpoints } from '../../dev/lib/endpoints.ts'
import type { ByService, ServiceName } from '../../dev/lib/services.ts'

/** What is asked for access: a system that runs, and what its parts know themselves by. */
export interface SystemUnderTest {
  readonly endpoints: Endpoints
  /** What each service connects with: its own database, as its application role. */
  readonly databaseUrls: ByService<string>
  /** Where its files are, and the private key of its own issuer among them. */
  readonly dataDir: string
  /** The only service that is asked over HTTP; all of them unless told. */
  readonly only?: ServiceName
}

/** An access that was tried, and what came of it. */
export interface Attempt {
  /** The principal: `order`, a caller without a token. */
  readonly who: string
  /** What it tried, in the words of the system that it asked. */
  readonly what: string
  readonly expected: 'denied' | 'allowed'
  /** `denied` is a refusal for lack of rights and nothing else; what failed otherwise is `failed: ` and why. */
  readonly got: 'denied' | 'allowed' | `failed: ${string}`
}

/** Tries all accesses to one kind of system that have to be refused, and for each kind of them what has to work. */
export type Part = (system: SystemUnderTest) => Promise<readonly Attempt[]>

/** What came of one part. */
export interface Verdict {
  /** Accesses that have to be refused, and how many of them were. */
  readonly tried: number
  readonly denied: number
  /** Accesses that have to work, and how many did. */
  readonly needed: number
  readonly allowed: number
  /** What went otherwise than it has to. */
  readonly faults: readonly Attempt[]
}

/** Counts what was expected, and what came of it. Pure. */
export function verdictOn(attempts: readonly Attempt[]): Verdict {
  const denials = attempts.filter(({ expected }) => expected === 'denied')
  const permissions = attempts.filter(({ expected }) => expected === 'allowed')
  return {
    tried: denials.length,
    denied: denials.filter(({ got }) => got === 'denied').length,
    needed: permissions.length,
    allowed: permissions.filter(({ got }) => got === 'allowed').length,
    faults: attempts.filter(({ expected, got }) => expected !== got),
  }
}

/** Whether all went as it has to. A part that tried nothing shows nothing. */
export const isSound = ({ tried, needed, faults }: Verdict): boolean =>
  tried > 0 && needed > 0 && faults.length === 0

/** A protection that is taken away, to see that the attempts notice. */
export interface Mutant {
  /** What holds as long as it is there. */
  readonly protection: string
  /** Takes it away from a system that runs. */
  take(system: SystemUnderTest): Promise<Without>
}

/** A system without one protection. */
export interface Without {
  /** Where it is tried. */
  readonly system: SystemUnderTest
  giveBack(): Promise<unknown>
}

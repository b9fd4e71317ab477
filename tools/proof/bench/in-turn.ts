import type { BenchContext, Figures, Scenario } from './scenario.ts'

/** The system that scenarios run on, as far as they are put on it one after the other. */
export interface Stage {
  readonly context: BenchContext
  /** Gets it ready, once, before the first scenario. */
  prepare(): Promise<unknown>
  /** Starts the services that do not run. */
  startServices(): Promise<unknown>
  stopServices(): Promise<unknown>
  /** Sends orders that are not measured. */
  warmUp(): Promise<void>
  /** Checks every invariant over all orders so far; rejects with the first that is broken. */
  audit(): Promise<void>
}

export interface TurnListener {
  onFigures(scenario: Scenario, figures: Figures): void
  /** A scenario came to no figure. */
  onFailure(scenario: Scenario, error: unknown): void
}

/**
 * Runs the scenarios one after the other. One that fails does not keep the others from running. Where the
 * services run, everything has to come to its end and an audit has to find nothing before figures count.
 */
export async function runInTurn(
  scenarios: readonly Scenario[],
  stage: Stage,
  { onFigures, onFailure }: TurnListener,
): Promise<void> {
  const { context } = stage
  let ready = false
  let warm = false
  for (const scenario of scenarios) {
    context.signal.throwIfAborted()
    const running = scenario.services === 'running'
    try {
      if (!ready) await stage.prepare()
      ready = true
      if (running) await stage.startServices()
      else await stage.stopServices()
      if (running && !warm) await stage.warmUp()
      warm = running
      const figures = await scenario.run(context)
      if (running) {
        await context.settle()
        await stage.audit()
      }
      // A run that was cut short has no figure, whatever it returned.
      context.signal.throwIfAborted()
      onFigures(scenario, figures)
    } catch (error) {
      context.signal.throwIfAborted()
      onFailure(scenario, error)
    }
  }
}

import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    kafka: string[]
    postgres: string
  }
}

/** The run's broker, real: `host:port` to start from. */
export function kafkaBrokers(): string[] {
  return inject('kafka')
}

/** The run's database server, real: a superuser's URL. */
export async function adminUrl(): Promise<string> {
  return inject('postgres')
}

import { Type } from 'typebox'
import type { HttpApp } from './http/app.ts'
import type { Warning } from './last-warnings.ts'

const line = Type.Object({
  time: Type.String({ format: 'date-time' }),
  level: Type.Enum(['warn', 'error', 'fatal']),
  message: Type.String(),
  details: Type.String({ description: 'All else that the line says, as JSON; cut off at 2,000 characters' }),
})

/** The route with which an operator sees what this process has warned of. */
export function logRoute(app: HttpApp, warnings: () => readonly Warning[]): void {
  app.get(
    '/admin/log',
    {
      config: { access: { scope: 'log:read' } },
      schema: {
        tags: ['admin'],
        operationId: 'getLog',
        summary: 'The last lines of the log of the levels warn, error and fatal, the newest first',
        description: 'At most 50, of this process, since it began.',
        response: { 200: Type.Object({ lines: Type.Array(line) }) },
      },
    },
    async () => ({ lines: [...warnings()] }),
  )
}

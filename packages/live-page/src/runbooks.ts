import { readdirSync, readFileSync } from 'node:fs'
import { type HttpApp, HttpProblem } from '@orderflow/service-kit'
import { Type } from 'typebox'

const folder = new URL('../../../docs/runbooks/', import.meta.url)

/** `/runbooks/NAME`: a page of docs/runbooks as it is written, for whoever follows an alert. */
export function runbookRoute(app: HttpApp): void {
  const names = new Set(readdirSync(folder).filter(name => name.endsWith('.md')))
  app.get(
    '/runbooks/:name',
    {
      config: { access: 'public' },
      schema: {
        hide: true,
        params: Type.Object({ name: Type.String({ maxLength: 100, pattern: '^[a-zA-Z-]+$' }) }),
      },
    },
    async ({ params: { name } }, reply) => {
      if (!names.has(`${name}.md`))
        throw new HttpProblem({ status: 404, detail: `There is no runbook ${name}.` })
      return reply
        .type('text/markdown; charset=utf-8')
        .send(readFileSync(new URL(`${name}.md`, folder), 'utf8'))
    },
  )
}

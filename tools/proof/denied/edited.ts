import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** Loaded before a service: modules, by their URLs, with another text than the one in their file. */
const texts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(process.env.DENIED_TEXTS as string, 'utf8'),
)
registerHooks({
  load(url, context, next) {
    const source = texts[url]
    return source === undefined
      ? next(url, context)
      : { format: 'module-typescript', source, shortCircuit: true }
  },
})

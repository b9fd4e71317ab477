// Loaded before all else: when the process exits, names the modules that were loaded after it in the file LOADED.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = []
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url)
    return nextLoad(url, context)
  },
})
process.once('exit', () => writeFileSync(process.env.LOADED, loaded.join('\n')))

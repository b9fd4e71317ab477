import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createLogger, ServiceError } from '@orderflow/service-kit'
import { type ByService, type ServiceFacts, type ServiceName, services } from './services.ts'
import { type SetUpOptions, setUp } from './set-up.ts'

type Where = Pick<SetUpOptions, 'adminUrl' | 'brokers' | 'security' | 'without' | 'partitions' | 'say'>

/** What a release brings: its set-up, and a script for each service. */
export interface Release {
  /** In sentences: `0.3.0`, `this build`. */
  readonly name: string
  /** Creates what is not there yet, or brings it up to date; returns the URL that each service connects with. */
  setUp(where: Where): Promise<ByService<string>>
  main(service: ServiceName): URL
}

export const thisBuild: Release = {
  name: 'this build',
  setUp: where => setUp({ ...where, logger: createLogger({ service: 'setup', level: 'error' }) }),
  main: name => (services.find(service => service.name === name) as ServiceFacts).main,
}

const script = fileURLToPath(new URL('../releases/set-up.ts', import.meta.url))

/** The release whose copy is in `folder`. Its set-up is a process of its own, which runs nothing of this build. */
export const releaseIn = (folder: string, name: string): Release => ({
  name,
  async setUp({ say: _, ...where }) {
    const running = promisify(execFile)(process.execPath, [script, folder], { cwd: folder })
    running.child.stdin?.end(JSON.stringify(where))
    const { stdout } = await running.catch(({ stderr = '', message }) => {
      const said = stderr.split('\n').findLast((line: string) => /^\S*Error: /.test(line))
      throw new ServiceError('SET_UP_FAILED', `The set-up of ${name} failed: ${said ?? message}`)
    })
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)
  },
  main: service => pathToFileURL(join(folder, 'services', service, 'src', 'main.ts')),
})

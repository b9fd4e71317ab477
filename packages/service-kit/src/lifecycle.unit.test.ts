import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** Starts the fixture; `says` waits for a text in its output, `exit` for its end. */
function start(behaviour: string) {
  const fixture = fileURLToPath(new URL('./lifecycle.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [fixture, behaviour], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  const exited = once(child, 'close')
  return {
    child,
    says: async (text: string) => {
      while (!output.includes(text)) await once(child.stdout, 'data')
    },
    exit: async () => {
      const [code] = await exited
      return { code, output, stops: output.split('STOP CALLED').length - 1 }
    },
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  it(`stops in order on ${signal} and exits with 0`, async () => {
    const { child, says, exit } = start('obey')
    await says('READY')
    child.kill(signal)
    expect(await exit()).toMatchObject({ code: 0, stops: 1 })
  })

it('exits with 1 at once on a second signal', async () => {
  const { child, says, exit } = start('hang')
  await says('READY')
  child.kill('SIGTERM')
  await says('STOP CALLED')
  child.kill('SIGTERM')
  const end = await exit()
  expect(end).toMatchObject({ code: 1, stops: 1 })
  expect(end.output).toContain('a second signal')
})

it('exits with 1 when the stop takes longer than it may', async () => {
  const { child, says, exit } = start('hang-briefly')
  await says('READY')
  child.kill('SIGTERM')
  const end = await exit()
  expect(end).toMatchObject({ code: 1, stops: 1 })
  expect(end.output).toContain('the stop took too long')
})

it('exits with 1 when the stop fails', async () => {
  const { child, says, exit } = start('fail')
  await says('READY')
  child.kill('SIGTERM')
  const end = await exit()
  expect(end).toMatchObject({ code: 1, stops: 1 })
  expect(end.output).toContain('cannot stop')
})

for (const [behaviour, message] of [
  ['throw', 'nobody caught me'],
  ['reject', 'nobody awaited me'],
] as const)
  it(`logs as fatal, stops and exits with 1 when code does ${behaviour}`, async () => {
    const end = await start(behaviour).exit()
    expect(end).toMatchObject({ code: 1, stops: 1 })
    expect(end.output).toContain('"level":"fatal"')
    expect(end.output).toContain(message)
  })

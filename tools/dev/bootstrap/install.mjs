import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { withLock } from '../../../packages/embedded/src/pid-file.mjs'
import { broughtNode } from './launch.mjs'

const TAIL_LINES = 20
const TTY_EVERY_MS = 1_000
const LINE_EVERY_MS = 10_000

/**
 * Installs what pnpm-lock.yaml names unless that is done already. Two commands at once: one installs, the
 * other waits. Answers with what went wrong, or undefined.
 */
export async function ensureInstalled(root) {
  const stamp = join(root, 'node_modules', '.orderflow-install')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  const done = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (done()) return undefined
  const waiting = pid => console.error(`Process ${pid} is installing the dependencies: waiting for it`)
  return withLock(
    join(root, '.cache', 'install.lock'),
    async () => {
      if (done()) return undefined
      const failure = await install(root)
      if (failure) return failure
      linkNode(root)
      writeFileSync(stamp, wanted)
      return undefined
    },
    waiting,
  )
}

/**
 * npm puts node_modules/.bin first into PATH, so that its scripts run on the Node in there. pnpm puts a shell
 * script in that place, which passes no signal on and outlives what is sent to it: a link does neither.
 */
function linkNode(root) {
  const bin = join(root, 'node_modules', '.bin')
  const node = broughtNode(root)
  if (!node) return
  rmSync(join(bin, 'node'), { force: true })
  symlinkSync(relative(bin, node), join(bin, 'node'))
}

async function install(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const stopProgress = showProgress('Installing dependencies (once, about 30 s)…')
  const { status, output } = await run(root, [
    'exec',
    '--yes',
    '--',
    packageManager,
    'install',
    '--frozen-lockfile',
  ])
  stopProgress(status === 0)
  if (status === 0) return undefined
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
  return `${tail}\n\nThe dependencies could not be installed: ${causeOf(output)}; put that right and run the command again.`
}

function run(root, args) {
  return new Promise(resolve => {
    // CI: pnpm asks no questions.
    const child = spawn('npm', args, {
      cwd: root,
      env: { ...process.env, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = chunk => {
      output = (output + chunk).slice(-100_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', error => resolve({ status: 1, output: `npm error ${error.message}` }))
    child.on('close', status => resolve({ status, output }))
  })
}

/** pnpm's own error first, npm's if pnpm was never reached. */
function causeOf(output) {
  const pnpm = /^\s*(?:\[?ERROR\]?|ERR_PNPM_\w+|\S*ERR_PNPM_\w+\S*)\s+(.+)$/m.exec(output)
  const npm = /^npm (?:error|ERR!) (?!code\b|errno\b|syscall\b)(.+)$/m.exec(output)
  return (pnpm?.[1] ?? npm?.[1] ?? output.trimEnd().split('\n').at(-1) ?? 'no reason given')
    .trim()
    .replace(/\.$/, '')
}

/** A clock on a terminal, a line now and then elsewhere; on stderr. The answer ends it. */
function showProgress(title) {
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`
  const tty = process.stderr.isTTY
  process.stderr.write(tty ? title : `${title}\n`)
  const tick = () =>
    process.stderr.write(tty ? `\r${title} ${seconds()}` : `Installing dependencies: ${seconds()}\n`)
  const timer = setInterval(tick, tty ? TTY_EVERY_MS : LINE_EVERY_MS)
  return ok => {
    clearInterval(timer)
    if (tty) process.stderr.write('\r\x1b[2K')
    if (ok) console.error(`Installed the dependencies in ${seconds()}`)
  }
}

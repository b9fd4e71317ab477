import { connect } from 'node:net'
import type { Outcome } from '../target.ts'
import { answerIn } from './answer.ts'
import { bytesOf, type Fillings, type HttpCase } from './case.ts'
import { verdictOn } from './verdict.ts'

/** Milliseconds after which a request that is not whole counts as waiting for more. */
const quietMs = 500
/** Milliseconds that a whole one may take, however busy the machine is. */
const patienceMs = 30_000

/** Sends a request over a connection of its own, and judges what comes back. */
export async function exchange(one: HttpCase, address: string, fillings: Fillings): Promise<Outcome> {
  const { hostname, port } = new URL(address)
  const isHead = one.lines[0]?.startsWith('HEAD ') ?? false
  return await new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    let received = ''
    const end = (outcome: Outcome) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    const closed = (): Outcome => {
      const answer = answerIn(received, isHead)
      if (answer !== undefined) return verdictOn(answer, isHead)
      const interim = /^HTTP\/1\.1 100 Continue\r\n\r\n$/.test(received)
      if (received !== '' && !interim)
        return { verdict: 'cut', fault: `The answer is cut: ${received.slice(0, 300)}` }
      return one.whole
        ? { verdict: 'closed', fault: 'The connection was closed without an answer.' }
        : { verdict: 'closed' }
    }
    const silent = () => {
      if (one.whole) return end({ verdict: 'none', fault: `No answer came within ${patienceMs} ms.` })
      // What waits for more hears that nothing comes, and closes.
      timer = setTimeout(
        () => end({ verdict: 'left open', fault: 'The connection stays open behind its end.' }),
        patienceMs,
      )
      socket.end()
    }
    let timer = setTimeout(silent, one.whole ? patienceMs : quietMs)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
      const answer = answerIn(received, isHead)
      const isEndless = answer?.headers['content-type']?.startsWith('text/event-stream')
      if (answer !== undefined && (answer.complete || isEndless)) end(verdictOn(answer, isHead))
    })
    socket.on('end', () => end(closed()))
    socket.on('error', () => end(closed()))
    socket.write(bytesOf(one, fillings))
  })
}

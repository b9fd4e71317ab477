import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'

function capture(level?: string) {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const logger = createLogger({ service: 'order', destination, ...(level === undefined ? {} : { level }) })
  return { lines, logger }
}

it('writes the service, the level by name and the time in ISO 8601', () => {
  const { lines, logger } = capture()
  logger.info('hello')
  expect(lines[0]).toMatchObject({ service: 'order', level: 'info', msg: 'hello' })
  expect(lines[0]?.time).toBe(new Date(String(lines[0]?.time)).toISOString())
})

it('leaves out what is below its level', () => {
  const { lines, logger } = capture('warn')
  logger.info('quiet')
  logger.warn('loud')
  expect(lines.map(line => line.msg)).toEqual(['loud'])
})

it('redacts credentials by the names of their fields', () => {
  const { lines, logger } = capture()
  logger.info({
    password: 'a1',
    db: { password: 'a2' },
    req: { headers: { authorization: 'a3', cookie: 'a4' } },
  })
  expect(JSON.stringify(lines)).not.toMatch(/a[1-4]/)
})

it('redacts them in a child, in an error, in lists, and leaves what was given as it is', () => {
  const { lines, logger } = capture()
  const given = { list: [{ token: 'a1', kept: 'b1' }], secret: 'a2' }
  logger.child({ session: { cookie: 'a3' } }).info(given)
  logger.error({ err: Object.assign(new Error('no'), { token: 'a4', config: { password: 'a5' } }) })
  logger.error(Object.assign(new Error('no'), { token: 'a6' }))
  logger.error({ cause: Object.assign(new Error('no'), { token: 'a7', config: { password: 'a8' } }) })
  expect(JSON.stringify(lines)).not.toMatch(/a[1-8]/)
  expect(lines[0]).toMatchObject({ list: [{ token: '***', kept: 'b1' }], session: { cookie: '***' } })
  expect(given).toEqual({ list: [{ token: 'a1', kept: 'b1' }], secret: 'a2' })
})

it('removes the password of a URL, even from the stack of an error', () => {
  const { lines, logger } = capture()
  logger.error(
    { err: new Error('cannot reach postgres://orders_app:s3cret@db:5432/orders') },
    'at amqp://u:s3cret@q',
  )
  expect(JSON.stringify(lines)).not.toContain('s3cret')
  expect(JSON.stringify(lines)).toContain('postgres://orders_app:***@db:5432/orders')
})

it.each(['detail', 'where'])('leaves out the %s of an error, which has values of rows', name => {
  const { lines, logger } = capture()
  logger.error({ err: Object.assign(new Error('no'), { [name]: 'Key (customer_id)=(ada) already exists.' }) })
  expect(JSON.stringify(lines)).not.toContain('ada')
  expect(lines[0]?.err).toMatchObject({ message: 'no' })
})

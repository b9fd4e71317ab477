import { expect, test } from 'vitest'
import { brokerProperties, renderProperties } from './kafka-properties.ts'
import { renderAccounts } from './kafka-security.ts'

const ports = [1, 2, 3].map(n => ({ client: 9090 + n, controller: 9190 + n }))

test('three brokers keep an acknowledged record when one dies', () => {
  expect(brokerProperties({ id: 2, ports, logDir: '/data' })).toMatchObject({
    'node.id': '2',
    'controller.quorum.voters': '1@127.0.0.1:9191,2@127.0.0.1:9192,3@127.0.0.1:9193',
    listeners: 'CLIENTS://127.0.0.1:9092,CONTROLLER://127.0.0.1:9192',
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'offsets.topic.replication.factor': '3',
  })
})

test('one broker replicates to nobody', () => {
  expect(brokerProperties({ id: 1, ports: ports.slice(0, 1), logDir: '/data' })).toMatchObject({
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'transaction.state.log.min.isr': '1',
  })
})

test('without security nobody is asked; with it nobody is let in who is not known, and nothing is allowed without a rule', () => {
  const one = { id: 1, ports: ports.slice(0, 1), logDir: '/data' }
  expect(brokerProperties(one)).not.toHaveProperty(['authorizer.class.name'])
  const security = { keyFile: '/k.pem', caFile: '/ca.pem', adminPassword: 'a"\\', brokerPassword: 'b' }
  expect(brokerProperties({ ...one, security })).toMatchObject({
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:SASL_SSL',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': 'User:admin;User:broker',
  })
  expect(renderAccounts(security)).toContain('user_admin="a\\"\\\\" user_broker="b"')
})

test('the caller has the last word', () => {
  const overrides = { 'num.io.threads': '16' }
  const properties = brokerProperties({ id: 1, ports, logDir: '/data', overrides })
  expect(properties['num.io.threads']).toBe('16')
})

test.each([
  ['C:\\data', 'C:\\\\data'],
  ['/x y#%25=:!', '/x y#%25=:!'],
  ['/ü🙂', '/\\u00fc\\ud83d\\ude42'],
])('the folder %s survives the format', (folder, written) => {
  expect(renderProperties({ 'log.dirs': folder })).toBe(`log.dirs=${written}\n`)
})

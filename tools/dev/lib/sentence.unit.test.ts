import { spawnSync } from 'node:child_process'
import { access, mkdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { sentenceOf } from './sentence.ts'

const refused = () =>
  new Promise((_, reject) => connect({ port: 1, host: '127.0.0.1' }).once('error', reject))

describe('an error that a person can act on is a sentence', () => {
  const errors: [string, () => Promise<unknown>, RegExp][] = [
    ['no file', () => access('/nowhere'), /^There is no \/nowhere: /],
    ['a folder', () => readFile(tmpdir()), /folder was named where a file/],
    ['a path through a file', () => access('/etc/passwd/x'), /^\/etc\/passwd\/x cannot be there: /],
    ['a folder that is there', () => mkdir(tmpdir()), /exists already: /],
    ['nobody listens', refused, /^Nobody listens on 127\.0\.0\.1:1: /],
    ['nobody listens, to fetch', () => fetch('http://127.0.0.1:2'), /^Nobody listens on 127\.0\.0\.1:2: /],
    ['ours', () => Promise.reject(new ServiceError('A_CODE', 'Do this.')), /^Do this\.$/],
    [
      'one of several',
      () => Promise.reject(new AggregateError([new ServiceError('A_CODE', 'Do this.')])),
      /^Do this\.$/,
    ],
    [
      'a certificate of somebody else',
      () => Promise.reject(Object.assign(new Error('no'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })),
      /^The server's certificate is not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): /,
    ],
    [
      "the database's",
      () => Promise.reject(Object.assign(new pg.DatabaseError('no table', 1, 'error'), { code: '42P01' })),
      /^The database refuses: no table \(SQLSTATE 42P01\)\.$/,
    ],
  ]
  test.each(errors)('%s', async (_, fails, sentence) => {
    const error = await fails().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(sentenceOf(error)).toMatch(sentence)
  })

  test('a bug is none', () => {
    expect(sentenceOf(new TypeError('x is undefined'))).toBeUndefined()
  })
})

const tools = new URL('../../', import.meta.url)
const schemaFile = fileURLToPath(new URL('../schemas/order/created.v1.json', tools))

describe('a command that is given the wrong thing ends with a sentence, not with a stack', () => {
  const commands: [string, string, string[]][] = [
    ['topic replay of a folder', 'ops/topic/main.ts', ['replay', tmpdir()]],
    ['topic verify of some file', 'ops/topic/main.ts', ['verify', schemaFile]],
    ['topic list at no broker', 'ops/topic/main.ts', ['list', '--brokers', '127.0.0.1:1']],
    ['simulate --replay of some JSON', 'proof/simulate/main.ts', ['--replay', schemaFile]],
  ]
  test.concurrent.each(commands)('%s', async (_, script, args) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL(script, tools)), ...args],
      { encoding: 'utf8' },
    )
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+\.\n$/)
  })
})

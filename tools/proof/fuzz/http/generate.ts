import type { Dice } from '../../conformance/fuzz/dice.ts'
import { mutated } from '../../conformance/fuzz/mutations.ts'
import { oddNumber, oddText } from '../../conformance/fuzz/odd.ts'
import { textOf } from '../../conformance/fuzz/tree.ts'
import type { HttpCase } from './case.ts'
import { headerLines, injure } from './heads.ts'
import type { Operation } from './operations.ts'
import { sampleOf } from './sample.ts'

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'get',
  'FOO',
] as const

/** A request to one of the routes: as its description has it, and then changed here and there. */
export function httpCase(operations: readonly Operation[], dice: Dice): HttpCase {
  const operation = dice.pick(operations as [Operation])
  const { service } = operation
  const method = dice.once(15) ? dice.pick(methods) : operation.method
  const target = dice.once(40) ? oddTarget(dice) : `${pathOf(operation, dice)}${queryOf(operation, dice)}`
  const content = operation.body === undefined ? (dice.once(15) ? '{}' : undefined) : bodyOf(operation, dice)
  const body = content === undefined ? undefined : Buffer.from(content).toString('latin1')
  const { lines, framed, whole } = headerLines(body, dice)
  const line = `${method} ${target} HTTP/1.${dice.once(30) ? 0 : 1}`
  const one: HttpCase = { service, lines: [line, ...lines], body: framed, whole }
  return dice.once(12) ? injure(one, dice) : one
}

/** A text of any kind, as an URL has it: encoded, mostly. */
function oddPart(dice: Dice): string {
  const json = dice.once(2) ? oddText(dice) : oddNumber(dice)
  let text = json
  try {
    text = String(JSON.parse(json))
  } catch {
    // It stays as it is.
  }
  if (dice.once(8))
    return Buffer.from(text)
      .toString('latin1')
      .replace(/[\s?#]/g, '')
  const encoded = encodeURIComponent(text.toWellFormed())
  return dice.once(10)
    ? `${encoded}${dice.pick(['%', '%0', '%zz', '%00', '%ff', '%c0%80', '%2e%2e%2f'])}`
    : encoded
}

function pathOf({ path, parameters }: Operation, dice: Dice): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (dice.once(4)) return oddPart(dice)
    const schema = parameters.find(each => each.in === 'path' && each.name === name)?.schema ?? {}
    const text = textOf(sampleOf(schema, dice, name))
    const value =
      text === '"{order}"' ? '{order}' : encodeURIComponent(String(JSON.parse(text)).toWellFormed())
    return value
  })
}

function queryOf({ parameters }: Operation, dice: Dice): string {
  const asked = parameters.filter(each => each.in === 'query' && dice.once(2))
  const pairs = asked.flatMap(({ name, schema }) => {
    const one = () => {
      if (dice.once(3)) return oddPart(dice)
      return encodeURIComponent(String(JSON.parse(textOf(sampleOf(schema, dice, name)))).toWellFormed())
    }
    return dice.once(12) ? [`${name}=${one()}`, `${name}=${one()}`] : [`${name}=${one()}`]
  })
  if (dice.once(20))
    pairs.push(dice.pick(['more=1', '=', '&', 'a', '__proto__=1', 'constructor[prototype]=1', 'a[]=1']))
  return pairs.length === 0 ? dice.pick(['', '', '', '', '?']) : `?${pairs.join('&')}`
}

const oddTarget = (dice: Dice): string =>
  dice.pick([
    '*',
    '//',
    '/../../etc',
    '/%2e%2e/',
    'http://other/orders',
    `/${'a'.repeat(dice.int(490, 510))}`,
    `/${'a/'.repeat(2_000)}`,
    '/orders#a',
    '/orders?',
    '/;a=b',
    `/${oddPart(dice)}`,
    '',
  ])

/** The operation's body as JSON text, changed in up to three places, and now and then no longer JSON. */
function bodyOf({ body = {} }: Operation, dice: Dice): string {
  let tree = sampleOf(body, dice)
  for (let changes = dice.pick([0, 0, 1, 2, 3]); changes > 0; changes--) tree = mutated(tree, dice)
  const text = textOf(tree, dice.once(10) ? dice.pick([' ', '\n', '\t\r\n']) : '')
  switch (dice.int(0, 40)) {
    case 0:
      return ''
    case 1:
      return text.slice(0, dice.int(0, text.length))
    case 2:
      return `\ufeff${text}`
    case 3:
      return `{"a":${'['.repeat(dice.int(30, 2_000))}`
    case 4:
      return `${text}${' '.repeat(dice.int(60_000, 70_000))}`
    case 5:
      return `[${'{},'.repeat(dice.int(1, 20_000))}{}]`
    case 6:
      return text.replace(
        '{',
        `{${Array.from({ length: dice.int(1, 5_000) }, (_, n) => `"a${n}":${n}`).join()},`,
      )
    case 7:
      return text.replace('{', '{"__proto__":{"a":1},"constructor":{"prototype":{}},')
    default:
      return text
  }
}

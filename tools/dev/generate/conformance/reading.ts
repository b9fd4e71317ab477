import type { Case } from './vector.ts'

const notJson = 'it is not JSON'
const members = '"orderId":"order-1","completedAt":"2026-01-15T10:30:00Z"'
const deep = (levels: number, open: string, close: string) =>
  `{${members},"more":${open.repeat(levels - 1)}${close.repeat(levels - 1)}}`
const tooDeep = 'it has more than 500 levels'

/** Whole values of order.completed.v1: what is JSON, and which members count. */
export const whole: readonly Case[] = [
  [
    'spaces, tabs and line ends around and between',
    ` \t\r\n{ "orderId" :\n"order-1" ,\t"completedAt":"2026-01-15T10:30:00Z" }\r\n `,
  ],
  ['members in another order', '{"completedAt":"2026-01-15T10:30:00Z","orderId":"order-1"}'],
  ['a name with an escape', '{"order\\u0049d":"order-1","completedAt":"2026-01-15T10:30:00Z"}'],
  [
    'a name in lower case',
    '{"orderid":"order-1","completedAt":"2026-01-15T10:30:00Z"}',
    'orderId is required',
  ],
  ['nothing', '', notJson],
  ['spaces alone', '  ', notJson],
  ['no end', `{${members}`, notJson],
  ['two values', `{${members}} {${members}}`, notJson],
  ['a bracket too many', `{${members}}}`, notJson],
  ['a comma at the end', `{${members},}`, notJson],
  ['a comment', `{${members}} // done`, notJson],
  ['a comment within', `{/* all of it */${members}}`, notJson],
  ['names without quotes', '{orderId:"order-1","completedAt":"2026-01-15T10:30:00Z"}', notJson],
  ['a no-break space between', `{\u00a0${members}}`, notJson],
  ['a form feed between', `{\f${members}}`, notJson],
  ['literals in another case', `{${members},"more":True}`, notJson],
  ['undefined', `{${members},"more":undefined}`, notJson],
  ['the value as a text', JSON.stringify(`{${members}}`), 'it has to be an object'],
  ['500 levels of arrays', deep(500, '[', ']')],
  ['501 levels of arrays', deep(501, '[', ']'), tooDeep],
  ['500 levels of objects', `{${members},"more":${'{"a":'.repeat(498)}{}${'}'.repeat(498)}}`],
  ['501 levels of objects', `{${members},"more":${'{"a":'.repeat(499)}{}${'}'.repeat(499)}}`, tooDeep],
  [
    'brackets in a text, which are no levels',
    `{${members},"more":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`,
  ],
  ['many members', `{${members}${Array.from({ length: 1000 }, (_, n) => `,"m${n}":${n}`).join('')}}`],
]

/** What the schema does not know is not looked at. */
export const unknown: readonly Case[] = [
  ['a text', '"more"'],
  ['a number', '0.5'],
  ['null', 'null'],
  ['an object', '{"orderId":1}'],
  ['an array of everything', '[null,true,0,"",{},[]]'],
]

/** Names that mean something to one language or another, of members that the schema does not know. */
export const names: readonly string[] = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$ref',
  '$id',
  'class',
  '@type',
  'a/b~c',
  'ORDERID',
  '\u{1f600}',
  'x'.repeat(60_000),
]

/** Of members of one name the last counts. */
export const duplicates: readonly Case[] = [
  ['the same twice', `{${members},"orderId":"order-1"}`],
  ['a good one after a bad one', `{"orderId":1,${members}}`],
  ['a bad one after a good one', `{${members},"orderId":1}`, 'the last orderId is no text'],
  [
    'a bad one after a good one, with an escape in its name',
    `{${members},"order\\u0049d":1}`,
    'the last orderId is no text',
  ],
  ['null after a good one', `{${members},"completedAt":null}`, 'the last completedAt is no text'],
  [
    'half of a surrogate pair before a good one',
    `{"orderId":"\\ud83d",${members}}`,
    'it has half of a surrogate pair',
  ],
  ['an unknown one twice', `{${members},"more":1,"more":[]}`],
]

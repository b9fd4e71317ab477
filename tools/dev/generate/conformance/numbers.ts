import type { Case } from './vector.ts'

const notWhole = 'it has to be a whole number'
const notNumber = 'it has to be a number'
const notJson = 'it is not JSON'
const tooLarge = 'it is above 2^53 - 1'
const digits = (count: number) => '1'.repeat(count)

/** Ways to write a number of pieces from 0 to 2^53 - 1. A number is the double that is nearest to it. */
export const wholeNumbers: readonly Case[] = [
  ['zero', '0'],
  ['minus zero', '-0'],
  ['minus zero with a fraction', '-0.0'],
  ['a fraction of zero', '1.0'],
  ['many zeros', '1.00000000000000000000000000000000000000000'],
  ['an exponent', '1e3'],
  ['an exponent with a sign', '1E+3'],
  ['an exponent of zero', '7e0'],
  ['a fraction that the exponent makes whole', '1.5e1'],
  ['a negative exponent that leaves it whole', '1000e-3'],
  ['a negative exponent that does not', '1e-1', notWhole],
  ['zero with a large exponent', '0e400'],
  ['2^53 - 2', '9007199254740990'],
  ['2^53 - 1', '9007199254740991'],
  ['2^53 - 1 with a fraction of zero', '9007199254740991.0'],
  ['2^53 - 1 with an exponent', '9.007199254740991e15'],
  ['2^53 - 1 and less than half, which is 2^53 - 1 as a double', '9007199254740991.4'],
  ['2^53 - 1 and a half, which is 2^53 as a double', '9007199254740991.5', tooLarge],
  ['2^53', '9007199254740992', tooLarge],
  ['2^53 + 1, which is 2^53 as a double', '9007199254740993', tooLarge],
  ['2^63', '9223372036854775808', tooLarge],
  ['2^64 + 1', '18446744073709551617', tooLarge],
  ['fifty digits', digits(50), tooLarge],
  ['the largest double', '1.7976931348623157e308', tooLarge],
  ['more than a double can be', '1e400', tooLarge],
  ['much more', '1e999999999', tooLarge],
  ['a thousand digits', digits(1000), tooLarge],
  ['one and less than a double can tell', '1.00000000000000001'],
  ['one and the least that a double can tell', '1.0000000000000002', notWhole],
  ['nearly one, which is 1 as a double', '0.99999999999999999'],
  ['nearly one', '0.9999999999999999', notWhole],
  ['a half', '0.5', notWhole],
  ['less than a double can be, which is 0 as a double', '1e-400'],
  ['the least double', '5e-324', notWhole],
  ['minus one', '-1', 'it is below 0'],
  ['minus a half', '-0.5', notWhole],
  ['as a text', '"1"', notNumber],
  ['NaN', 'NaN', notJson],
  ['Infinity', 'Infinity', notJson],
  ['minus Infinity', '-Infinity', notJson],
  ['a plus sign', '+1', notJson],
  ['a zero in front', '01', notJson],
  ['no digit after the point', '1.', notJson],
  ['no digit before the point', '.5', notJson],
  ['hexadecimal', '0x10', notJson],
  ['digits of another script', '\u0661', notJson],
  ['an underscore', '1_000', notJson],
  ['an exponent without digits', '1e', notJson],
]

/** Numbers in a member that the schema does not know: they are not looked at, but for being JSON. */
export const unknownNumbers: readonly Case[] = [
  ['a fraction', '0.1'],
  ['2^53 + 1', '9007199254740993'],
  ['more than a double can be', '1e400'],
  ['minus that', '-1e400'],
  ['much more', '1e999999999'],
  ['much less', '1e-999999999'],
  ['a thousand digits', digits(1000)],
  ['a thousand and one digits', digits(1001), 'a number has a thousand digits at most'],
  [
    'a thousand and one digits in its three parts',
    `1.${digits(997)}e100`,
    'a number has a thousand digits at most',
  ],
  ['a thousand digits in its three parts', `-1.${digits(996)}e-100`],
  ['NaN', 'NaN', notJson],
]

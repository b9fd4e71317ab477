import type { Case } from './vector.ts'

const control = 'it has a control character'
const half = 'it has half of a surrogate pair'
const notJson = 'it is not JSON'

/** Texts of an id with their quotes, some written with escapes: 1 to 100 code points, none of them a control. */
export const ids: readonly Case[] = [
  ['letters', '"order-1"'],
  ['a space', '" "'],
  ['the first and the last of ASCII that is seen', '"!~"'],
  ['the escapes that JSON has', '"\\"\\\\\\/"'],
  ['an escape for a letter', '"\\u0041\\u00e9"'],
  ['an escape in upper case', '"\\u00E9"'],
  ['letters of Latin, Greek, Hebrew and Chinese', '"\u00e9\u03b1\u05d0\u4e2d"'],
  ['a letter in two code points', '"e\u0301"'],
  ['a no-break space, which is the first after the controls', '"\u00a0"'],
  ['a soft hyphen', '"\u00ad"'],
  ['a zero-width joiner', '"a\u200db"'],
  ['a line separator', '"a\\u2028"'],
  ['a paragraph separator', '"a\\u2029"'],
  ['a byte order mark within', '"a\\ufeffb"'],
  ['a code point that is no character', '"\\uffff"'],
  ['the last code point before the surrogates', '"\\ud7ff"'],
  ['the first code point after them', '"\\ue000"'],
  ['a code point of two units', '"\u{1f600}"'],
  ['the same as two escapes', '"\\ud83d\\ude00"'],
  ['the first code point of two units', '"\\ud800\\udc00"'],
  ['the last code point', '"\\udbff\\udfff"'],
  ['100 code points of two units', `"${'\u{1f600}'.repeat(100)}"`],
  ['101 code points of two units', `"${'\u{1f600}'.repeat(101)}"`, 'it is too long'],
  ['51 code points of two units', `"${'\u{1f600}'.repeat(51)}"`],
  ['100 code points as escapes', `"${'\\u00e9'.repeat(100)}"`],
  ['50 letters, each with an accent after it', `"${'e\u0301'.repeat(50)}"`],
  ['51 letters, each with an accent after it', `"${'e\u0301'.repeat(51)}"`, 'it is too long'],
  ['nothing', '""', 'it is too short'],
  ['NUL', '"a\\u0000"', control],
  ['a tab', '"a\\tb"', control],
  ['a line feed at the end', '"order-1\\n"', control],
  ['a line feed alone', '"\\n"', control],
  ['a line feed in front', '"\\norder-1"', control],
  ['a line feed within', '"order\\n1"', control],
  ['a carriage return and a line feed at the end', '"order-1\\r\\n"', control],
  ['a carriage return at the end', '"order-1\\r"', control],
  ['an escape character', '"\\u001b"', control],
  ['the last control of ASCII', '"\\u001f"', control],
  ['DEL', '"\\u007f"', control],
  ['DEL as it is', '"\u007f"', control],
  ['the first control of C1', '"\\u0080"', control],
  ['next line at the end', '"order-1\\u0085"', control],
  ['the last control of C1', '"\\u009f"', control],
  ['the first half of a pair', '"\\ud83d"', half],
  ['the second half', '"\\ude00"', half],
  ['the halves in the wrong order', '"\\ude00\\ud83d"', half],
  ['two first halves', '"\\ud83d\\ud83d"', half],
  ['half of a pair and a letter', '"\\ud83da"', half],
  ['half of a pair before an escape that is none of it', '"\\ud83d\\u0041"', half],
  ['half of a pair in upper case', '"\\uD83D"', half],
  ['what looks like an escape behind a backslash', '"\\\\ud83d"'],
  ['half of a pair behind two backslashes', '"\\\\\\ud83d"', half],
  ['a control that is not escaped', '"a\u0001"', notJson],
  ['a line feed that is not escaped', '"a\n"', notJson],
  ['an escape that there is not', '"\\x41"', notJson],
  ['an escape cut short', '"\\u004"', notJson],
  ['single quotes', "'order-1'", notJson],
  ['no end', '"order-1', notJson],
]

/** Texts in a member that the schema does not know: any that is JSON and Unicode. */
export const unknownTexts: readonly Case[] = [
  ['controls', '"\\u0000\\n\\u007f\\u0085"'],
  ['nothing', '""'],
  ['a code point of two units', '"\\ud83d\\ude00"'],
  ['half of a surrogate pair', '"\\ud83d"', half],
  ['half of a surrogate pair further in', '[{"a":"\\ude00"}]', half],
  ['a name that is half of a surrogate pair', '{"\\ud83d":1}', half],
  ['a long one', `"${'x'.repeat(10_000)}"`],
]

const code = 'it is no code of capital letters, digits and underscores'

/** Texts of a reason: a code of 1 to 64 capital letters, digits and underscores. */
export const codes: readonly Case[] = [
  ['a code', '"OUT_OF_STOCK"'],
  ['one letter', '"A"'],
  ['digits', '"E404_"'],
  ['a digit first', '"4XX"', code],
  ['an underscore first', '"_A"', code],
  ['lower case', '"out_of_stock"', code],
  ['a hyphen', '"OUT-OF-STOCK"', code],
  ['a letter with an accent', '"\u00c9T\u00c9"', code],
  ['a capital letter of another script', '"\u0410"', code],
  ['a digit of another script', '"A\u0661"', code],
  ['the sign for kelvin, which is a K without regard to case', '"\u212a"', code],
  ['a space at the end', '"A "', code],
  ['a line feed at the end', '"A\\n"', code],
  ['a carriage return at the end', '"A\\r"', code],
  ['next line at the end', '"A\\u0085"', code],
  ['a line separator at the end', '"A\\u2028"', code],
  ['a second line', '"A\\nB"', code],
  ['nothing', '""', code],
]

const currency = 'it is no code of three capital letters'

/** Texts of a currency: three capital letters. */
export const currencies: readonly Case[] = [
  ['a code', '"EUR"'],
  ['a code that no currency has', '"ZZZ"'],
  ['lower case', '"eur"', currency],
  ['two letters', '"EU"', currency],
  ['four letters', '"EURO"', currency],
  ['a line feed at the end', '"EUR\\n"', currency],
  ['two letters and a line feed', '"EU\\n"', currency],
  ['a digit', '"EU1"', currency],
]

/** One construct of a regular expression that means the same to JavaScript (flag u), Java, Python, Go and Rust. */
interface Construct {
  readonly what: string
  readonly form: RegExp
}

const character = String.raw`(?:[^\[\]\\^$.|?*+(){}\/-]|\\[.^$|?*+(){}\[\]\/\\])`
/** Doubled, these are operators on classes in one language or another. */
const inClass = String.raw`(?:(?!&&|\|\||~~)[^\[\]\\^-]|\\[\^\]\[\\])`

/** All that a pattern may consist of: what is not here is refused. */
const constructs: readonly Construct[] = [
  { what: 'a class of characters', form: new RegExp(`\\[\\^?-?(?:${inClass}(?:-${inClass})?)+-?\\]`, 'uy') },
  { what: 'a group that captures nothing', form: /\(\?:/uy },
  { what: 'the end of a group', form: /\)/uy },
  { what: 'an alternative', form: /\|/uy },
  { what: 'a number of times', form: /(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})(?![*+?{])/uy },
  { what: 'a character', form: new RegExp(`${character}|-`, 'uy') },
]

/** Why what is most likely written is refused; looked for in this order where no construct fits. */
const reasons: readonly (readonly [form: RegExp, reason: string])[] = [
  [/^\\[dDwWsSbB]/u, 'takes other characters in Python than in JavaScript: write the class out, as [0-9]'],
  [/^\\[pP]/u, 'is not known to Python, and under other names to others: write the class out'],
  [
    /^\\[uxnrtvfc0-9]/u,
    'is written otherwise in other languages: write the character itself, by an escape of JSON',
  ],
  [/^\\k?/u, 'is an escape that some languages refuse: escape only . ^ $ | ? * + ( ) { } [ ] / and \\'],
  [/^\(\?<?[=!]/u, 'looks around, which Go and Rust cannot: use not with a pattern beside it'],
  [/^\(\?/u, 'sets flags or names a group, which is written otherwise in other languages: use (?:…)'],
  [/^\(/u, 'captures what nobody reads: use (?:…)'],
  [/^\./u, 'takes a line end in one language and not in another: write the class out'],
  [/^[\^$]/u, 'stands within the pattern, where languages see lines: one ^ at the start, one $ at the end'],
  [/^\[[^\]]*(?:&&|\[)/u, 'is an intersection or a class of classes in Java: write the class out'],
  [/^\[/u, 'is a class that is read otherwise elsewhere: a hyphen stands first or last, without a backslash'],
  [/^(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})/u, 'is a lazy or possessive quantifier: take the plain one'],
  [/^\{/u, 'is no number of times up to 999, and Go and Rust repeat no more than that'],
]

/**
 * What languages read differently in the `pattern` of a text; undefined if they all read it alike.
 * @param pattern has to be of the form `^…$`, with no alternative outside of a group
 */
export function patternFlaw(pattern: string): string | undefined {
  const [, inner] = /^\^(.*)\$$/su.exec(pattern) ?? []
  if (inner === undefined) return 'is not of the form ^…$, so it is looked for somewhere in the text'
  return (
    flawOf(inner) ??
    (hasOuterAlternative(inner)
      ? 'has an alternative outside of (?:…), so ^ or $ is of one of them only'
      : undefined)
  )
}

/** The same of the pattern of a `not`, which is looked for anywhere in the text and has neither `^` nor `$`. */
export const excludingFlaw = (pattern: string): string | undefined => flawOf(pattern)

function flawOf(pattern: string): string | undefined {
  if (!pattern.isWellFormed())
    return 'has half of a surrogate pair: write the pair, or what is allowed in place of it'
  for (let at = 0; at < pattern.length; ) {
    const length = lengthOfConstruct(pattern, at)
    if (length === 0) {
      const rest = pattern.slice(at)
      const [, reason = 'is no construct that all languages know'] =
        reasons.find(([form]) => form.test(rest)) ?? []
      return `${[...rest].slice(0, 6).join('')} ${reason}`
    }
    at += length
  }
  return undefined
}

function lengthOfConstruct(pattern: string, at: number): number {
  for (const { form } of constructs) {
    form.lastIndex = at
    const [found] = form.exec(pattern) ?? []
    if (found !== undefined) return found.length
  }
  return 0
}

function hasOuterAlternative(pattern: string): boolean {
  const bare = pattern.replace(/\\.|\[[^\]]*\]/gsu, '')
  let depth = 0
  for (const each of bare) {
    if (each === '(') depth++
    else if (each === ')') depth--
    else if (each === '|' && depth === 0) return true
  }
  return false
}

/** Before these at the end of a text, `$` matches too: in Python before the first of them, in Java before each. */
const lineEnds = ['\n', '\r', '\u0085', '\u2028', '\u2029']

/**
 * Whether `$` lets a line end through that the pattern itself does not take: neither the `not` beside it nor the
 * greatest length keeps it out.
 */
export function leaksLineEnd(
  pattern: string,
  excluded: string | undefined,
  maxLength: number | undefined,
): boolean {
  const [, exact] = /^\^\[[^\]]*\]\{(\d+)\}\$$/u.exec(pattern) ?? []
  if (exact !== undefined && maxLength === Number(exact)) return false
  const taken = new RegExp(pattern, 'u')
  const kept = excluded === undefined ? undefined : new RegExp(excluded, 'u')
  return lineEnds.some(end => !taken.test(end) && !kept?.test(end))
}

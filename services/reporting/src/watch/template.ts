import type { Labels } from './labels.ts'

/** What an annotation comes to for an alert's labels and value. */
export type Template = (labels: Labels, value: number) => string

const functions: Readonly<Record<string, (value: number) => string>> = {
  humanize: value => scaled(value, ''),
  humanizeDuration,
  humanizePercentage: value => `${fourDigits(value * 100)}%`,
  'printf "%.0f"': value => value.toFixed(0),
}

/**
 * An annotation of a rule: of Go's templates that with which Prometheus' rules name labels and write the value.
 *
 * @throws Error that quotes what it does not know
 */
export function parseTemplate(text: string): Template {
  const parts = text
    .split(/\{\{(.*?)\}\}/)
    .map((part, n) => (n % 2 === 0 ? () => part : actionOf(part.trim())))
  return (labels, value) => parts.map(part => part(labels, value)).join('')
}

function actionOf(action: string): Template {
  const [subject = '', ...pipeline] = action.split('|').map(part => part.trim())
  const label = /^\$labels\.(\w+)$/.exec(subject)?.[1]
  if (label !== undefined && pipeline.length === 0) return labels => labels[label] ?? ''
  const [name, ...others] = pipeline
  const write = name === undefined ? plain : functions[name]
  if (subject !== '$value' || write === undefined || others.length > 0)
    throw new Error(
      `"{{ ${action} }}" is nothing that reporting can write: use $labels.NAME, or $value with one of ${Object.keys(functions).join(', ')}.`,
    )
  return (_, value) => write(value)
}

/** A number as Go writes it: with an exponent if it is very large or small. */
function plain(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  if (value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21)) return String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

/** Go's %.4g. */
function fourDigits(value: number): string {
  const rounded = Number(value.toPrecision(4))
  const large = Math.abs(rounded) >= 1e4
  return large ? rounded.toExponential().replace(/e\+(\d)$/, 'e+0$1') : plain(rounded)
}

const small = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y']
const large = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']

/** `1.5k`, `12m`: four digits and a prefix. */
function scaled(value: number, unit: string): string {
  if (value === 0 || !Number.isFinite(value)) return `${plain(value)}${unit}`
  let [left, step] = [value, 0]
  const grows = Math.abs(value) < 1
  const prefixes = grows ? small : large
  while (step < prefixes.length - 1 && (grows ? Math.abs(left) < 1 : Math.abs(left) >= 1_000)) {
    left = grows ? left * 1_000 : left / 1_000
    step++
  }
  return `${fourDigits(left)}${prefixes[step]}${unit}`
}

/** `750ms`, `12.5s`, `1m 45s`, `2d 3h 4m 5s`. */
function humanizeDuration(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds))
  if (!Number.isFinite(seconds) || seconds === 0) return `${plain(seconds)}${seconds === 0 ? 's' : ''}`
  if (Math.abs(seconds) < 1) return scaled(seconds, 's')
  if (whole < 60) return `${fourDigits(seconds)}s`
  const sign = seconds < 0 ? '-' : ''
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const
  const first = parts.findIndex(([n]) => n > 0)
  return (
    sign +
    parts
      .slice(first)
      .map(([n, unit]) => `${n}${unit}`)
      .join(' ')
  )
}

import type { Sample } from './labels.ts'

/** A line of `/metrics` up to its value; the same from scrape to scrape. */
export interface Head {
  readonly name: string
  readonly labels: Sample['labels']
}

/** The name and labels before a value. */
export function parseHead(head: string): Head {
  const brace = head.indexOf('{')
  if (brace < 0) return { name: head, labels: {} }
  const pairs = [...head.slice(brace).matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, label = '', value = '']) =>
      [label, value.replaceAll(/\\(.)/g, (_, next) => (next === 'n' ? '\n' : next))] as const,
  )
  return { name: head.slice(0, brace), labels: Object.fromEntries(pairs) }
}

/** Each sample of a text exposition, as the head of its line and its value. Our services write no times. */
export function eachSample(text: string, take: (head: string, value: number) => void): void {
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const space = line.lastIndexOf(' ')
    const value = line.slice(space + 1)
    take(line.slice(0, space), value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value))
  }
}

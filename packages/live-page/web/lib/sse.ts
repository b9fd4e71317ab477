/** One event of a stream, as the server sent it. */
export interface StreamEvent {
  /** Undefined until the server has sent one. */
  readonly id: string | undefined
  /** `message` unless the server names it. */
  readonly event: string
  readonly data: string
}

/**
 * A parser of Server-Sent Events (WHATWG HTML, "Interpreting an event stream"): takes the text as it arrives, in
 * pieces cut anywhere, and returns the events that are complete. Comments and events without data are left out.
 */
export function createSseParser(): (text: string) => StreamEvent[] {
  let rest = ''
  let id: string | undefined
  let event = ''
  let data: string[] = []

  function take(line: string): StreamEvent | undefined {
    if (line === '') {
      const whole = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return whole
    }
    const [field, value] = fieldOf(line)
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id') id = value
    return undefined
  }

  return text => {
    const lines = (rest + text).split(/\r\n|\n/)
    rest = lines.pop() as string
    return lines.map(take).filter(event => event !== undefined)
  }
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
}

/**
 * A W3C traceparent as X-Ray has it: `00-<32>-<16>-01` becomes `Root=1-<8>-<24>;Parent=<16>;Sampled=1`. Undefined for
 * anything else. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceHeaderOf(traceparent: string | undefined): string | undefined {
  const [, epoch, unique, parent, flags] = traceparent?.match(form) ?? []
  if (flags === undefined) return undefined
  const sampled = Number.parseInt(flags, 16) & 1
  return `Root=1-${epoch}-${unique};Parent=${parent};Sampled=${sampled}`
}

const form = /^[0-9a-f]{2}-([0-9a-f]{8})([0-9a-f]{24})-([0-9a-f]{16})-([0-9a-f]{2})$/

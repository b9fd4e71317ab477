/**
 * Every order in which inputs may arrive, each of them `times` times. There is no order between topics, but no
 * effect comes before its cause. What never may be the next, never arrives.
 *
 * @param possible whether an input may be the next after those that have arrived
 */
export function* arrivals<Input>(
  inputs: readonly Input[],
  times: number,
  possible: (next: Input, arrived: readonly Input[]) => boolean = () => true,
  arrived: readonly Input[] = [],
): Generator<readonly Input[]> {
  const next = inputs.filter(
    input => arrived.filter(before => before === input).length < times && possible(input, arrived),
  )
  if (next.length === 0) yield arrived
  for (const input of next) yield* arrivals(inputs, times, possible, [...arrived, input])
}

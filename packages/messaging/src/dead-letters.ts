export { type DeadLetterFacts, factsOf, fullFactsOf, totalsOf } from './redrive/facts.ts'
export { type Filter, matcher, parseFilter, timePattern } from './redrive/filter.ts'
export { type Consuming, findDeadLetters, pagesOfDeadLetters, readDeadLetterAt } from './redrive/find.ts'
export type { DeadLetter } from './redrive/letter.ts'
export {
  idOfPosition,
  type Position,
  positionOfId,
  positionPattern,
  topicPattern,
} from './redrive/position.ts'

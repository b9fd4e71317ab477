export { type DeadLetterFacts, factsOf, fullFactsOf, headerTexts, totalsOf } from './redrive/facts.ts'
export {
  type AskedFilter,
  type Filter,
  matcher,
  parseFilter,
  timePattern,
  untilAt,
} from './redrive/filter.ts'
export { type Consuming, findDeadLetters, pagesOfDeadLetters, readDeadLetterAt } from './redrive/find.ts'
export type { DeadLetter } from './redrive/letter.ts'
export {
  idOfPosition,
  type Position,
  positionOfId,
  positionPattern,
  topicPattern,
} from './redrive/position.ts'
export { type LetterGroup, type Summary, summaryOf } from './redrive/summary.ts'

export { type DeadLetterFacts, factsOf, fullFactsOf, totalsOf } from './facts.ts'
export { type Filter, filterFields, matcher, parseFilter } from './filter.ts'
export {
  type Consuming,
  deadLetterTopicsOf,
  findDeadLetters,
  type Page,
  pagesOfDeadLetters,
  readDeadLetterAt,
} from './find.ts'
export { redriveHeaders } from './headers.ts'
export { type DeadLetter, readDeadLetter } from './letter.ts'
export { idOfPosition, type Position, positionOfId } from './position.ts'
export { type RedriveResult, redrive, redriveIn } from './redrive.ts'
export { countRedriven, type Redrive, redrivesOf } from './store.ts'

export { dateTimePattern, instantOf, isDateTime, noDateTimePattern } from './date-time.ts'
export { codePattern, isId, isText, noCodePattern, noTextPattern, textPattern } from './text.ts'
export { errorLine } from './validate.ts'

/** The door of the tools, which no request needs. */
export { answersInOrder, exchange } from '../browser/exchange.ts'
export { explain } from './explain.ts'
export { policyJsonSchema } from './print/json-schema.ts'
export type * from '../../types/explanation.ts'
export type * from '../../types/question.ts'
export type * from '../../types/browser.ts'

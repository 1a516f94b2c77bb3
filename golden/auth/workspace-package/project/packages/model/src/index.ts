export { userFields } from './user'
export type { Bottle } from './bottle'

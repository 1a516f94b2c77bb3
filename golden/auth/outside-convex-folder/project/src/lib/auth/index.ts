export { sharedOptions } from './options'
export type { Session } from './types'

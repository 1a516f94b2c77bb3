export * from './locale'
export * from './tasks'

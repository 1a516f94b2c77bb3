export * from './auth/roles';
export * from './time';

export * as users from './users';
export * as orders from './orders';

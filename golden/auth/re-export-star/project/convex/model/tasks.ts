export const TASK_STATES = ['open', 'done'] as const

import { createAuth } from '../auth';

// For `npx @better-auth/cli generate`; not part of the app.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const auth = createAuth({} as any);

import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx) =>
  ({ plugins: [convex({ authConfig: { providers: [] } })] });

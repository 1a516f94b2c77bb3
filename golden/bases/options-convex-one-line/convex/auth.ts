import { convex } from "@convex-dev/better-auth/plugins";
import type { BetterAuthOptions } from "better-auth";

export const createAuthOptions = (_ctx: unknown) =>
  ({ plugins: [convex({ authConfig: { providers: [] } })] }) satisfies BetterAuthOptions;

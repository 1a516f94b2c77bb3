import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
    ],
  }) satisfies BetterAuthOptions;

import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { twoFactor } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      twoFactor(),
    ],
  }) satisfies BetterAuthOptions;

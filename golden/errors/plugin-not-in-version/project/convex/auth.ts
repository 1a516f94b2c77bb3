import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { sigmaCallbackPlugin } from "@sigma-auth/better-auth-plugin/server";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      sigmaCallbackPlugin(),
    ],
  }) satisfies BetterAuthOptions;

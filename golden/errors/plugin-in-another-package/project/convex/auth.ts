import type { BetterAuthOptions } from "better-auth";
import { apiKey } from "@better-auth/api-key";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      apiKey(),
    ],
  }) satisfies BetterAuthOptions;

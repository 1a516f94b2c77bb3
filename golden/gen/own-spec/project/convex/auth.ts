// @ts-nocheck: this code is only read.
import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { loyalty } from "@example/loyalty";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      loyalty(),
    ],
  }) satisfies BetterAuthOptions;

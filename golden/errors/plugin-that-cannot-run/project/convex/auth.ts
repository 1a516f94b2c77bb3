// @ts-nocheck: this code is only read.
import type { BetterAuthOptions } from "better-auth";
import { sso } from "@better-auth/sso";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      sso(),
    ],
  }) satisfies BetterAuthOptions;

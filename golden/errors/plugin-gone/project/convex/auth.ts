// @ts-nocheck: this code is only read.
import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { oauthPopup } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      oauthPopup(),
    ],
  }) satisfies BetterAuthOptions;

// @ts-nocheck: this code is only read.
import type { BetterAuthOptions } from "better-auth";
import { oauthProvider } from "@better-auth/oauth-provider";
import { convex } from "@convex-dev/better-auth/plugins";
import { mcp } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      oauthProvider(),
      mcp({ loginPage: "/sign-in" }),
    ],
  }) satisfies BetterAuthOptions;

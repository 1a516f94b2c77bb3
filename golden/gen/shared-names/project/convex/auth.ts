import type { BetterAuthOptions } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { jwt, oidcProvider, mcp } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [
      convex({ authConfig: { providers: [] } }),
      jwt(),
      oidcProvider({ loginPage: "/sign-in" }),
      mcp({ loginPage: "/sign-in" }),
    ],
  }) satisfies BetterAuthOptions;

import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, organization } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) =>
  ({
    plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()],
  }) satisfies BetterAuthOptions;

export const createAuth = (_ctx: unknown) => betterAuth(createAuthOptions(_ctx));

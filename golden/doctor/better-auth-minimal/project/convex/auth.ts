import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import type { BetterAuthOptions } from "better-auth";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: never) =>
  ({
    plugins: [convex({ authConfig })],
  }) satisfies BetterAuthOptions;

export const createAuth = (ctx: never) => betterAuth(createAuthOptions(ctx));

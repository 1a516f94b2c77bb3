import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: unknown) => ({
  plugins: [convex({ authConfig })],
});

export const createAuth = (ctx: unknown) =>
  betterAuth({
    ...createAuthOptions(ctx),
    plugins: [...createAuthOptions(ctx).plugins, admin()],
  });

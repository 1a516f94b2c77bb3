import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import authConfig from "./auth.config";

export const createAuth = (ctx: unknown) =>
  betterAuth({
    plugins: [convex({ authConfig }), admin(), username()],
  });

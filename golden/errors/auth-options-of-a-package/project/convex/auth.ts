import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { username } from "better-auth/plugins";
import authConfig from "./auth.config";
import { base } from "@acme/shared";

export const createAuthOptions = (ctx: unknown) => ({
  ...base,
  plugins: [convex({ authConfig }), username()],
});

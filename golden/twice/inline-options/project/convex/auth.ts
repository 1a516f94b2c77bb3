import { betterAuth } from "better-auth";
import { admin, organization } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuth = (_ctx: unknown) =>
  betterAuth({
    plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()],
  });

import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import { points } from "points-auth";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: unknown) => ({
  plugins: [
    convex({ authConfig }),
    points({ perDay: 5 }),
    admin(),
  ],
});

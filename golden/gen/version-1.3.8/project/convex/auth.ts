import { betterAuth } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization } from "better-auth/plugins";

export const createAuth = (_ctx: unknown) =>
  betterAuth({
    plugins: [
      convex(),
      admin(),
      organization(),
    ],
  });

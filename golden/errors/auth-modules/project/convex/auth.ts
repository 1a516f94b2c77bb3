import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import { first } from "./first";
import { gone } from "./gone";
import { broken } from "./broken";
import { other } from "./other";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: unknown) => ({
  plugins: [
    convex({ authConfig }),
    first(),
    gone(),
    broken(),
    other(),
  ],
});

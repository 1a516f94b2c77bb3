import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import authConfig from "./auth.config";
import { kinds, shared } from "@acme/shared";

const NAMES = { user: process.env.USERS };

export const createAuthOptions = (ctx: { teams: boolean }) => ({
  user: {
    modelName: NAMES.user,
    additionalFields: {
      kind: { type: kinds.user, required: false },
    },
  },
  session: { additionalFields: shared.sessionFields },
  plugins: [
    convex({ authConfig }),
    organization({ teams: { enabled: ctx.teams }, schema: { ...shared.schema } }),
    admin,
    makePlugin(ctx),
  ],
});

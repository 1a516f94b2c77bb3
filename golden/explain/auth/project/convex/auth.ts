import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization } from "better-auth/plugins";
import authConfig from "./auth.config";
import { members, teams } from "./options";

const PLANS = ["free", "pro"];
export const createAuthOptions = (ctx: unknown) => ({
  baseURL: process.env.SITE_URL,
  user: {
    additionalFields: {
      plan: { type: PLANS, required: true, defaultValue: "free" },
    },
  },
  plugins: [
    convex({ authConfig }),
    admin(),
    organization({ ...teams, schema: { member: members } }),
  ],
});

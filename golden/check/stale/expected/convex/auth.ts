import { convex } from "@convex-dev/better-auth/plugins";
import { username } from "better-auth/plugins";

export const createAuthOptions = () => ({
  user: { fields: { image: "picture" }, additionalFields: { plan: { type: "string", required: false } } },
  plugins: [convex(), username()],
});

import { convex } from "@convex-dev/better-auth/plugins";
import { admin } from "better-auth/plugins";

export const createAuthOptions = () => ({
  user: { modelName: "person", additionalFields: { plan: { type: "string" } } },
  plugins: [convex(), admin()],
});

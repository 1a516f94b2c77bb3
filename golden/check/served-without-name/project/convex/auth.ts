import { convex } from "@convex-dev/better-auth/plugins";
import { multiSession, organization } from "better-auth/plugins";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: unknown) => ({
  plugins: [convex({ authConfig }), multiSession(), organization()],
});

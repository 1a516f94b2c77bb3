import { convex } from "@convex-dev/better-auth/plugins";
import type { BetterAuthOptions } from "better-auth";
import { jwt, organization } from "better-auth/plugins";
import authConfig from "../auth.config";

export const options = {
  emailAndPassword: { enabled: true },
  plugins: [convex({ authConfig }), organization({ allowUserToCreateOrganization: false }), jwt()],
} satisfies BetterAuthOptions;

import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, organization } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";

const options = {
    plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()],
  } satisfies BetterAuthOptions;

export { options };
export const createAuth = (_ctx: unknown) => betterAuth(options);

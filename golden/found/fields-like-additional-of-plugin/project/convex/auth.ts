import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization } from "better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) => ({
  plugins: [
    convex({ authConfig: { providers: [] } }),
    admin({ schema: { user: { fields: { role: "rank", title: { type: "string" } } } } }),
    organization({ schema: { member: { fields: { title: { type: "string" } } } } }),
  ],
});

import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) => ({
  user: { fields: { email: { type: "string", fieldName: "mail" } } },
  plugins: [convex({ authConfig: { providers: [] } })],
});

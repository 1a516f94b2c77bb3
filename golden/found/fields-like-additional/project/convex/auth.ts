import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = (_ctx: unknown) => ({
  user: {
    fields: {
      image: "picture",
      role: { type: "string", required: false },
    },
  },
  plugins: [convex({ authConfig: { providers: [] } })],
});

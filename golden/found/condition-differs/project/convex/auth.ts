import { convex } from "@convex-dev/better-auth/plugins";

const production = process.env.NODE_ENV === "production";
const preview = process.env.PREVIEW === "1";

export const createAuthOptions = (_ctx: unknown) => ({
  user: { additionalFields: { plan: production ? { type: "string" } : { type: "number" } } },
  plugins: [
    convex({ authConfig: { providers: [] } }),
    production
      ? { id: "points", schema: { reward: { fields: { name: { type: "string" } } } } }
      : { id: "points", schema: { reward: { fields: { title: { type: "string" } } } } },
  ],
});

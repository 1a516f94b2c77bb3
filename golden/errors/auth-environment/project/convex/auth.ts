import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, organization, username } from "better-auth/plugins";
import authConfig from "./auth.config";

export const createAuthOptions = (ctx: unknown) => ({
  secondaryStorage: process.env.REDIS_URL ? storage() : undefined,
  rateLimit: { storage: process.env.RATE_LIMIT === "db" ? "database" : "memory" },
  plugins: [
    convex({ authConfig }),
    ...(process.env.ADMIN ? [admin()] : []),
    process.env.TEAMS && organization({ teams: { enabled: Boolean(process.env.TEAMS) } }),
  ].filter(Boolean),
});

import { createClient } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, magicLink, organization } from "better-auth/plugins";
import { components } from "./_generated/api";

const client = createClient(components.betterAuth);

export const createAuthOptions = (ctx) => ({
  database: client.adapter(ctx),
  plugins: [convex({ authConfig: { providers: [] } }), admin(), organization({ teams: { enabled: false } })],
});

export const createAuth = (ctx) =>
  betterAuth({
    ...createAuthOptions(ctx),
    rateLimit: { storage: "database" },
    plugins: [convex({ authConfig: { providers: [] } }), organization({ teams: { enabled: true }, schema: { member: { modelName: "membership" } } }), magicLink({ sendMagicLink: async () => {} })],
  });

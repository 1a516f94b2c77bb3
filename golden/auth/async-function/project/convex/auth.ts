import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import schema from "./betterAuth/schema";
import { loadPlugins } from "./plugins";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export const createAuthOptions = async (ctx: GenericCtx<DataModel>) => {
  const plugins = await loadPlugins();
  const userFields = await fieldsOf("user");

  return {
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true },
    user: { additionalFields: userFields },
    plugins,
  } satisfies BetterAuthOptions;
};

async function fieldsOf(_table: "user") {
  return { archivedAt: { type: "date", required: false } } as const;
}

export const createAuth = async (ctx: GenericCtx<DataModel>) => betterAuth(await createAuthOptions(ctx));

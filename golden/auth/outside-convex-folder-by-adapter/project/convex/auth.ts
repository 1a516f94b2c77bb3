import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { betterAuth } from "better-auth";
import { buildAuthOptions } from "../src/lib/auth";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import schema from "./betterAuth/schema";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth({
    ...buildAuthOptions(ctx),
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
  });

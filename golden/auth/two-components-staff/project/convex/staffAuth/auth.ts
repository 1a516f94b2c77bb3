import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, twoFactor } from "better-auth/plugins";
import { components } from "../_generated/api";
import type { DataModel } from "../_generated/dataModel";
import authConfig from "../auth.config";
import schema from "./schema";

export const authComponent = createClient<DataModel, typeof schema>(
	components.staffAuth,
	{ local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
	({
		basePath: "/api/staff",
		database: authComponent.adapter(ctx),
		user: { modelName: "employee" },
		plugins: [convex({ authConfig }), admin(), twoFactor()],
	}) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx));

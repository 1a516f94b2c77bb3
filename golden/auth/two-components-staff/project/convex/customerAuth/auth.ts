import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { anonymous, phoneNumber } from "better-auth/plugins";
import { components } from "../_generated/api";
import type { DataModel } from "../_generated/dataModel";
import authConfig from "../auth.config";
import { sendCode } from "../sms";
import schema from "./schema";

export const authComponent = createClient<DataModel, typeof schema>(
	components.customerAuth,
	{ local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
	({
		basePath: "/api/customer",
		database: authComponent.adapter(ctx),
		user: {
			additionalFields: {
				loyaltyPoints: { type: "number", required: true, defaultValue: 0 },
			},
		},
		plugins: [convex({ authConfig }), anonymous(), phoneNumber({ sendOTP: sendCode })],
	}) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx));

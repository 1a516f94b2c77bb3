import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
	return {
		baseURL: process.env.SITE_URL,
		database: authComponent.adapter(ctx),
		socialProviders: {
			github: {
				clientId: process.env.GITHUB_CLIENT_ID as string,
				clientSecret: process.env.GITHUB_CLIENT_SECRET as string,
			},
		},
		user: {
			additionalFields: {
				nickname: { type: "string", required: false },
				visits: { type: "number", required: true, defaultValue: 0, input: false },
				isTester: {
					type: "boolean",
					required: true,
					defaultValue: () => false,
				},
				bornAt: { type: "date", required: false, returned: false },
				preferences: { type: "json", required: false },
				tags: { type: "string[]", required: true, defaultValue: [] },
				scores: { type: "number[]", required: false },
				plan: { type: ["free", "pro"], required: true, defaultValue: "free" },
				handle: {
					type: "string",
					required: true,
					unique: true,
					transform: {
						input: (value) => String(value).toLowerCase(),
					},
				},
				ranking: { type: "number", required: false, sortable: true },
				managerId: {
					type: "string",
					required: false,
					references: { model: "user", field: "id" },
				},
				language: { type: "string", fieldName: "locale" },
			},
		},
		plugins: [convex({ authConfig })],
	} satisfies BetterAuthOptions;
};

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx));

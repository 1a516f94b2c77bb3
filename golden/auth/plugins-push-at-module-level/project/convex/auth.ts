import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from "better-auth";
import { admin, oneTap, phoneNumber } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

const plugins: BetterAuthPlugin[] = [convex({ authConfig }), admin()];

if (process.env.GOOGLE_CLIENT_ID) {
	plugins.push(oneTap());
}

if (process.env.TWILIO_ACCOUNT_SID && process.env.TWILIO_AUTH_TOKEN) {
	plugins.push(
		phoneNumber({
			sendOTP: async ({ phoneNumber }) => console.log("a code for", phoneNumber),
		}),
	);
}

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
);

export const createAuthOptions = (
	ctx: GenericCtx<DataModel>,
): BetterAuthOptions => {
	return {
		baseURL: process.env.SITE_URL!,
		secret: process.env.BETTER_AUTH_SECRET!,
		database: authComponent.adapter(ctx),
		account: {
			accountLinking: {
				enabled: true,
				trustedProviders: ["google"],
			},
		},
		socialProviders: {
			google: {
				clientId: process.env.GOOGLE_CLIENT_ID!,
				clientSecret: process.env.GOOGLE_CLIENT_SECRET!,
				prompt: "select_account",
			},
		},
		plugins: plugins,
	};
};

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx));

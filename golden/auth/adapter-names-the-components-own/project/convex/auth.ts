import type { Auth } from "convex/server";

/** The id of whoever asks, or an error. */
export async function requireUserId(ctx: { auth: Auth }) {
	const identity = await ctx.auth.getUserIdentity();
	if (!identity) throw new Error("Not signed in");
	return identity.subject;
}

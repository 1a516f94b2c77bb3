import { v } from "convex/values";
import { createAuth } from "../auth";
import { mutation, query } from "./_generated/server";
import { doc } from "./validators";

// Only the schema's generator needs this.
export const auth = createAuth({} as never);

export const getUser = query({
	args: { userId: v.id("user") },
	returns: v.union(v.null(), doc("user")),
	handler: async (ctx, { userId }) => await ctx.db.get(userId),
});

export const setPlan = mutation({
	args: { userId: v.id("user"), plan: v.string() },
	returns: v.null(),
	handler: async (ctx, { userId, plan }) => {
		await ctx.db.patch(userId, { plan });
		return null;
	},
});

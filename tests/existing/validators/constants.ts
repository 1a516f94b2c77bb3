import { v } from "convex/values";

export const ROLES = ["owner", "member", "guest"] as const;
export const address = v.object({ street: v.string(), zip: v.optional(v.number()) });

import { betterAuth } from "better-auth";

export const createAuth = (_ctx: unknown) => betterAuth({ plugins: [] });

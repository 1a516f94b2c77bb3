import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth/minimal";
import authConfig from "./auth.config";

const createAuthOptions = () => ({ plugins: [convex({ authConfig })] });

export { type createAuthOptions };
export const createAuth = () => betterAuth(createAuthOptions());

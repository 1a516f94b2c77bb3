import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = () => ({ plugins: [convex({ authConfig: { providers: [] } })] });

import { convex } from "@convex-dev/better-auth/plugins";
import { more } from "@/plugins";

export const createAuthOptions = () => ({ plugins: [convex({ authConfig }), more] });

import { convex } from "@convex-dev/better-auth/plugins";
import type { BetterAuthOptions } from "better-auth";

export const createAuthOptions = (_ctx: unknown) =>
  ({ emailVerification: { sendVerificationEmail: async () => void (<p>Hello</p>) }, plugins: [convex({ authConfig: { providers: [] } })] }) satisfies BetterAuthOptions;

import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization, username } from "better-auth/plugins";

const production = process.env.NODE_ENV === "production";
const preview = process.env.PREVIEW === "1";

export const createAuthOptions = (_ctx: unknown) => ({
  plugins: [
    convex({ authConfig: { providers: [] } }),
    production ? (preview ? admin() : null) : admin(),
    username(),
  ],
});

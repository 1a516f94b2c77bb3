import { betterAuth } from "better-auth";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = () => ({
  plugins: [convex()],
  user: {
    fields: { image: "image" },
    additionalFields: { nickname: { type: "string" as const, fieldName: "alias" } },
  },
});

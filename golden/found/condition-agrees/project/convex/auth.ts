import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization, username } from "better-auth/plugins";

const production = process.env.NODE_ENV === "production";
const preview = process.env.PREVIEW === "1";

export const createAuthOptions = (_ctx: unknown) => ({
  user: {
    additionalFields: production
      ? { plan: { type: ["free", "pro"], required: false } }
      : { plan: { type: ["free", "pro"], required: false } },
  },
  session: { additionalFields: { device: production ? { type: "string" } : { type: "string", input: false } } },
  plugins: [
    convex({ authConfig: { providers: [] } }),
    production ? (preview ? admin({ adminUserIds: ["1"] }) : admin()) : admin({ adminUserIds: ["2"] }),
    organization({
      schema: {
        session: {
          fields: production ? { activeOrganizationId: "activeOrg" } : { activeOrganizationId: "activeOrg" },
        },
      },
    }),
  ],
});

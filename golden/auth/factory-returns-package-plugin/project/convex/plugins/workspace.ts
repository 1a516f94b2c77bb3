import { organization } from "better-auth/plugins";

/** Workspaces, of which a user may make so many. */
export function workspacePlugin(limit: number) {
  const plugin = organization({
    organizationLimit: limit,
    creatorRole: "owner",
    schema: {
      organization: {
        additionalFields: {
          billingEmail: { type: "string", required: false },
        },
      },
    },
  });
  return plugin;
}

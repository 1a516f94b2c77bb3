import { admin, organization } from "better-auth/plugins";

/** The plugins that the app and the API have in common. */
export function serverPlugins({ withTeams = true }: { withTeams?: boolean } = {}) {
  return [
    admin(),
    organization({
      teams: { enabled: withTeams },
      schema: { organization: { modelName: "farm" } },
    }),
  ];
}

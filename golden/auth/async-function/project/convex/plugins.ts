import { convex } from "@convex-dev/better-auth/plugins";
import { username } from "better-auth/plugins";
import authConfig from "./auth.config";

export async function loadPlugins() {
  return [convex({ authConfig }), username()];
}

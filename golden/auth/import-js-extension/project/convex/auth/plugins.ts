import { admin, anonymous } from "better-auth/plugins";
import { ADMIN_IDS } from "./people.js";

export const plugins = [admin({ adminUserIds: ADMIN_IDS }), anonymous()];

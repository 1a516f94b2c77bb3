import { admin } from "better-auth/plugins";

export const more = admin();

export const ADMIN_IDS = (process.env.ADMIN_IDS ?? "").split(",");

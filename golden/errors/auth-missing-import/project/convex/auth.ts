export { createAuthOptions } from "./auth/options";

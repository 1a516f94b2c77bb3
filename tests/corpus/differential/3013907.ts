// @answers [["jwt"]]
// @file convex/auth.ts
import { jwt, siwe } from "better-auth/plugins";
export const createAuthOptions = (ctx: any) => { return { plugins: [jwt(), siwe()].filter((plugin6, local7) => local7 !== 0).map((plugin8, local9) => local9 === 0 ? jwt() : plugin8) }; };

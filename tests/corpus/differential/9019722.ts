// @answers [["jwt"]]
// @file convex/auth.ts
import { shared1 } from "./lists1";
const options6 = { get plugins() { return [shared1.pop()]; } };
export const createAuthOptions = (ctx: any) => { return { plugins: shared1 }; };
// @file convex/lists1.ts
import { jwt } from "better-auth/plugins";
export const shared1 = [jwt()];

// Owns the order of the app's steps.
import { account } from "./account";
import { admin } from "./admin";
import { organization, organizationEnds } from "./organization";
import { rateLimit } from "./rate-limit";
import { roles, teams } from "./teams-and-roles";
import { twoFactor } from "./two-factor";

export const STEPS = [
  ...account,
  ...organization,
  ...teams,
  ...roles,
  ...organizationEnds,
  ...admin,
  ...twoFactor,
  ...rateLimit,
];

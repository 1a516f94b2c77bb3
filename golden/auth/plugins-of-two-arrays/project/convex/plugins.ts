import { convex, crossDomain } from "@convex-dev/better-auth/plugins";
import { apiKey, organization } from "better-auth/plugins";
import authConfig from "./auth.config";

export const required = [
  convex({ authConfig }),
  crossDomain({ siteUrl: process.env.SITE_URL! }),
];

export const optional = [organization(), apiKey({ enableMetadata: true })];

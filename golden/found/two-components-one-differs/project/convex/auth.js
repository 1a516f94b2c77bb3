import { createClient } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth } from "better-auth";
import { admin, username } from "better-auth/plugins";
import { components } from "./_generated/api";

const staff = createClient(components.staffAuth);
const customers = createClient(components.customerAuth);

export const staffOptions = (ctx) => ({
  database: staff.adapter(ctx),
  plugins: [convex({ authConfig: { providers: [] } }), admin()],
});

export const customerOptions = (ctx) => ({
  database: customers.adapter(ctx),
  plugins: [convex({ authConfig: { providers: [] } }), username()],
});

export const createStaffAuth = (ctx) => betterAuth({ ...staffOptions(ctx), user: { modelName: "employee" } });

export const createCustomerAuth = (ctx) => betterAuth(customerOptions(ctx));

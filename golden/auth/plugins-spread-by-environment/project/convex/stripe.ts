import { stripe } from "@better-auth/stripe";
import type { GenericCtx } from "@convex-dev/better-auth";
import Stripe from "stripe";
import type { DataModel } from "./_generated/dataModel";

export function buildStripePlugin(_ctx: GenericCtx<DataModel>) {
  const client = new Stripe(process.env.STRIPE_SECRET_KEY!, {
    apiVersion: "2025-08-27.basil",
  });
  return stripe({
    stripeClient: client,
    stripeWebhookSecret: process.env.STRIPE_WEBHOOK_SECRET!,
    createCustomerOnSignUp: true,
    subscription: {
      enabled: true,
      plans: [{ name: "pro", priceId: process.env.STRIPE_PRICE_PRO! }],
    },
  });
}

export const fields = { unused: { type: "string" as const, required: true } };

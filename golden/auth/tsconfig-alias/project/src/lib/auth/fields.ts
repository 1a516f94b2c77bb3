export const userFields = {
  address: { type: "string", required: false },
} as const

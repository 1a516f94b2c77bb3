export const memberFields = {
  badge: { type: "string", required: false, unique: true },
} as const;

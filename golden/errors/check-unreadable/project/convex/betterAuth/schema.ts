export const tables = {
  user: defineTable({ name: v.string( }),
};

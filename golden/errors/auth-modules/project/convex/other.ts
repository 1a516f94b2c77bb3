export const another = () => ({ id: "other" });

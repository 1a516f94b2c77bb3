type createAuthOptions = () => object;
export type { createAuthOptions };
export { type createAuthOptions as other };

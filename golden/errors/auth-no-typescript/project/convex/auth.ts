export const createAuthOptions = () => ({;

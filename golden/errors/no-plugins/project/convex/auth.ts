export const isSignedIn = (user: unknown) => user !== null;

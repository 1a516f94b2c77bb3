import { magicLink } from "better-auth/plugins";

export const magicLinkPlugin = () =>
  magicLink({
    expiresIn: 600,
    sendMagicLink: async ({ email, url }) => {
      console.log("link for", email, url.length);
    },
  });

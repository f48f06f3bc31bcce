/** Constants of the plugin. */
export const ANTIGRAVITY_CLIENT_ID = "made-up-id";
export const ANTIGRAVITY_CLIENT_SECRET = "made-up-secret";

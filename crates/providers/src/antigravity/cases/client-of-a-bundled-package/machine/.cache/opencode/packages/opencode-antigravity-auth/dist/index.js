export { ANTIGRAVITY_CLIENT_ID };
var ANTIGRAVITY_CLIENT_ID = "made-up-id", ANTIGRAVITY_CLIENT_SECRET = "made-up-secret";

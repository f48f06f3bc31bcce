export * from "./src/constants.js";

// Which constructs the page's code avoids: strict TypeScript, no `any`, no raw HTML in markup.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  {
    ignores: ["dist", "dist-fake", "src/bindings", "test-results", "playwright-report", "coverage"],
  },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      // The compiler knows every name; this rule does not know TypeScript's.
      "no-undef": "off",
      "svelte/no-at-html-tags": "error",
      // A key that comes twice ends the page, and what comes twice is for services to say.
      "svelte/require-each-key": "off",
      // Moments are replaced, never changed.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["bench/**"], rules: { "no-console": "off" } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { extraFileExtensions: [".svelte"], parser: ts.parser, svelteConfig },
    },
  },
);

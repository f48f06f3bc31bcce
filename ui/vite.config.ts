// How the page is built: one page for the window; with `--mode fake` one on made-up views, for a
// browser.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { font } from "./build/font";
import { marks } from "./build/marks";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), font(), marks()],
  // A page in a window has no server's root.
  base: "./",
  server: { fs: { allow: [".."] } },
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: "es2022",
    outDir: mode === "fake" ? "dist-fake" : "dist",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: mode === "fake" ? "fake.html" : "index.html" },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: "src/test-setup.ts",
    testTimeout: 40_000,
    expect: { poll: { timeout: 20_000 } },
  },
}));

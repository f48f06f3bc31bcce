// The page in the system's own Chromium, on made-up views.
import { defineConfig } from "@playwright/test";

const PORT = Number(process.env["PORT"] ?? 4179);

export default defineConfig({
  outputDir: "test-results/failures",
  reporter: [["line"]],
  projects: [
    { name: "e2e", testDir: "e2e", fullyParallel: true },
    { name: "bench", testDir: "bench", testMatch: "*.bench.ts" },
  ],
  workers: 2,
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 380, height: 600 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    },
  },
  webServer: {
    command: `npm run build:fake && npx vite preview --mode fake --outDir dist-fake --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/fake.html`,
    stdout: "ignore",
  },
});

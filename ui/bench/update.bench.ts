// How long the page takes for a newer view of many accounts, and for its first one, in the system's
// Chromium. It prints figures and asserts nothing about time.
import { test, type CDPSession, type Page } from "@playwright/test";
import type {} from "../src/fake-main";

const ROUNDS = 40;
/** The first rounds compile. */
const WARM = 10;

interface Cost {
  script: number;
  style: number;
  layout: number;
}

for (const [state, accounts] of [
  ["three", 3],
  ["many", 30],
  ["hundred", 100],
] as const) {
  test(`${accounts} accounts`, async ({ page }) => {
    const metrics = await page.context().newCDPSession(page);
    await metrics.send("Performance.enable");
    await page.goto(`/fake.html?state=${state}`);
    await page
      .locator("[data-card]")
      .nth(accounts - 1)
      .waitFor();
    const costs: Cost[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await spent(metrics);
      await update(page, round);
      const after = await spent(metrics);
      costs.push({
        script: after.script - before.script,
        style: after.style - before.style,
        layout: after.layout - before.layout,
      });
    }
    const warm = costs.slice(WARM);
    const figures = (["script", "style", "layout"] as const).map((part) => {
      const sorted = warm.map((cost) => cost[part]).sort((one, other) => one - other);
      const at = (share: number): string =>
        (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
      return `${part} ${at(0.5)} (${at(0)} to ${at(1)})`;
    });
    console.log(`update of ${accounts} accounts, ms: ${figures.join(", ")}`);
  });
}

/** Every number and every moment in the view changes, and the page draws it. */
async function update(page: Page, round: number): Promise<void> {
  await page.evaluate(async (round) => {
    const host = window.fakeHost;
    const view = await host?.view();
    if (host === undefined || view === null || view === undefined) return;
    const left = 20 + (round % 60);
    const cards = view.cards.map((card) => ({
      ...card,
      left,
      read_at: new Date(Date.now() - round * 1000).toISOString(),
      rows: card.rows.map((row) => ({
        ...row,
        left,
        left_shown: String(left),
        used_shown: String(100 - left),
      })),
    }));
    host.publish({ ...view, at: new Date().toISOString(), cards });
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, round);
}

/** In milliseconds since the page began. */
async function spent(metrics: CDPSession): Promise<Cost> {
  const { metrics: all } = await metrics.send("Performance.getMetrics");
  const of = (name: string): number => (all.find((it) => it.name === name)?.value ?? 0) * 1000;
  return {
    script: of("ScriptDuration"),
    style: of("RecalcStyleDuration"),
    layout: of("LayoutDuration"),
  };
}

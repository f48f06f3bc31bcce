// The page under test in one state, and what is asked about it in many tests.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type {} from "../src/fake-main";

/** How a state is shown. */
export interface Shown {
  state: string;
  language?: string;
  /** Their list, or one of their pages. */
  settings?: boolean | string;
  past?: boolean;
  /** With the menu of its first card. */
  menu?: boolean;
  /** As it is when it appears once more. */
  again?: boolean;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens a state and waits until it is drawn. */
export async function open(page: Page, shown: Shown): Promise<void> {
  const { state, language, settings, past, menu, again } = shown;
  const query = new URLSearchParams({ state, language: language ?? "en" });
  const hasSettings = settings !== undefined && settings !== false;
  if (hasSettings) query.set("page", "settings");
  if (past === true) query.set("page", "past");
  await page.goto(`/fake.html?${query}`);
  await page.evaluate(() => document.fonts.ready);
  // Only what waits for its first view has nothing in it.
  if (state !== "loading") await expect(page.locator("main > *").first()).toBeVisible();
  if (hasSettings) await expect(page.locator(".settings")).toBeVisible();
  if (typeof settings === "string") await page.locator(`[data-page=${settings}]`).click();
  if (past === true) await expect(page.locator("section.past")).toBeVisible();
  for (const route of again === true ? (["top", "top"] as const) : [])
    await page.evaluate((route) => window.fakeHost?.show(route), route);
  if (menu === true) {
    await page.locator("button.more").first().click();
    await expect(page.getByRole("menu")).toBeVisible();
  }
}

/** What axe finds, a line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap((it) =>
      it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
    );
  });
}

/** Elements whose text does not fit into them, and whether the page is wider than its window. */
export async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page itself");
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      const style = getComputedStyle(element);
      if (style.visibility === "hidden" || element.closest(".unseen") !== null) continue;
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
      );
      if (!hasText) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      const outside = box.left < -0.5 || box.right > window.innerWidth + 0.5;
      const clips = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      if (outside || clips) found.push(element.outerHTML.slice(0, 120));
    }
    return found;
  });
}

// What people need beside the right content: the keyboard, zoom, forced colours, less motion, a
// page that stands still while it opens and rests while nobody sees it.
import { expect, test, type Page } from "@playwright/test";
import { samples } from "../src/samples/index";
import { cut, open } from "./page";
import type {} from "../src/fake-main";

/** Presses Tab until the focus is back at the start; what had it, each with a ring around it. */
async function walk(page: Page): Promise<string[]> {
  const visited: string[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      if (element.dataset["walked"] === "yes") return null;
      element.dataset["walked"] = "yes";
      // A row has its ring around all of it.
      const ringed = (it: Element): boolean =>
        [undefined, "::after"].some((part) => getComputedStyle(it, part).outlineStyle !== "none");
      const group = element.closest("[role=radiogroup]");
      const box = element.getBoundingClientRect();
      return {
        what: element.getAttribute("aria-label") ?? element.textContent ?? "",
        ringed: ringed(element) || (group !== null && ringed(group)),
        inSight: box.bottom > 0 && box.top < window.innerHeight,
      };
    });
    if (focused === null) return visited;
    expect(focused, "has a ring and is in sight").toMatchObject({ ringed: true, inSight: true });
    visited.push(focused.what);
  }
}

for (const [state, settings] of [
  ["usual", false],
  ["problem-quota-not-shared", false],
  ["nothing", false],
  ["compact", false],
  ["usual", true],
  ["settings-full", "notifications"],
] as const) {
  test(`the keyboard reaches everything, in order: ${state} ${settings}`, async ({ page }) => {
    await open(page, { state, settings });
    // Radio buttons of one group are one stop.
    const stops = await page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>("button, input, summary, a[href]")];
      const shown = all.filter((it) => it.checkVisibility());
      const radio = (it: HTMLElement): it is HTMLInputElement =>
        it instanceof HTMLInputElement && it.type === "radio";
      return shown.filter((it) => !radio(it) || it.checked).length;
    });
    expect((await walk(page)).length).toBe(stops);
  });
}

test("every action of a card can be done by keyboard", async ({ page }) => {
  await open(page, { state: "usual" });
  const press = async (name: RegExp | string, key = "Enter"): Promise<void> => {
    const button = page.getByRole("button", { name }).first();
    await button.focus();
    await page.keyboard.press(key);
  };
  await press(/^12% left/);
  await press(/^(resets )?in /);
  await press("Refresh", "Space");
  for (const item of ["Refresh", "Usage page", "Mute", "Hide"]) {
    await press("More about First Service");
    await expect(page.getByRole("menu")).toBeVisible();
    for (;;) {
      const focused = page.locator("[role=menu] :focus");
      if ((await focused.locator(".name").textContent()) === item) break;
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menu")).toBeHidden();
  }
  await page.getByRole("region", { name: /^Second Service/ }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("F5");
  await page.keyboard.press("Control+,");
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await press(/^Display/);
  await page.getByRole("radio", { name: "System" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await press(/^Program/);
  await page.getByRole("switch", { name: "Start at login" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Escape");
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("prometheus");
  await page.getByRole("textbox", { name: "Port for Prometheus" }).focus();
  await page.keyboard.type("9464");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  const [first, second] = ["first", "second"].map((provider) => ({ provider, id: "sample" }));
  const change = (set: string, to: unknown): unknown => ({ do: "change", change: { set, to } });
  expect(await page.evaluate(() => window.fakeHost?.intents)).toEqual([
    { do: "toggle-share" },
    { do: "toggle-clock" },
    { do: "refresh-all" },
    { do: "refresh", account: first },
    { do: "open", link: { kind: "provider", provider: "first", id: "usage" } },
    change("muted", { account: first, on: true }),
    change("hidden", { account: first, on: true }),
    change("move", { account: second, to: first }),
    { do: "refresh-all" },
    change("language", "en"),
    change("switch", { switch: "start-at-login", on: false }),
    { do: "undo" },
    change("metrics-port", "9464"),
    { do: "close-popup" },
  ]);
});

test("a past is walked through by keyboard, over any time, and left again", async ({ page }) => {
  await open(page, { state: "usual" });
  await page.getByRole("button", { name: "History: Weekly" }).first().focus();
  await page.keyboard.press("Enter");
  const chart = page.getByRole("slider", { name: /what was left/ });
  await chart.focus();
  const newest = await chart.getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowLeft");
  expect(await chart.getAttribute("aria-valuetext")).not.toBe(newest);
  await page.keyboard.press("End");
  expect(await chart.getAttribute("aria-valuetext")).toBe(newest);
  await page.getByRole("radio", { name: "Week" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByText("As a table").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("columnheader", { name: "Left" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: /^First Service/ })).toBeFocused();
  const of = { account: { provider: "first", id: "sample" }, window: "weekly" };
  expect(await page.evaluate(() => window.fakeHost?.intents)).toEqual([
    { do: "show-past", ...of, range: "week" },
    { do: "show-past", ...of, range: "month" },
  ]);
});

test("an account is dragged to another place", async ({ page }) => {
  await open(page, { state: "usual", settings: "accounts" });
  const items = page.locator("[data-card]");
  const from = await items.nth(2).locator(".grip").boundingBox();
  const to = await items.nth(0).boundingBox();
  if (from === null || to === null) throw new Error("nothing to drag");
  await page.mouse.move(from.x + 4, from.y + 4);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 4, { steps: 4 });
  expect(await page.evaluate(() => window.fakeHost?.held)).toBe(true);
  await page.mouse.up();
  const [account, place] = ["third", "first"].map((provider) => ({ provider, id: "sample" }));
  expect(await page.evaluate(() => window.fakeHost?.intents)).toEqual([
    { do: "change", change: { set: "move", to: { account, to: place } } },
  ]);
  expect(await page.evaluate(() => window.fakeHost?.held)).toBe(false);
});

test("hover and focus show the other form of a figure", async ({ page }) => {
  await open(page, { state: "usual" });
  const share = page.getByRole("button", { name: "12% left", exact: true });
  await share.hover();
  await expect(page.getByText("88% used")).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(page.getByText("88% used")).toBeHidden();
  await page.keyboard.press("Tab");
  await share.focus();
  await expect(page.getByText("88% used")).toBeVisible();
});

test("head and cards have the measures of the design", async ({ page }) => {
  for (const language of ["en", "fr", "zh-Hans"]) {
    await open(page, { state: "calm", language });
    const measures = await page.evaluate(() => {
      const boxes = (part: string): DOMRect[] =>
        [...document.querySelectorAll(part)].map((it) => it.getBoundingClientRect());
      const round = (numbers: number[]): number[] => [...new Set(numbers.map(Math.round))];
      return {
        cards: round(boxes("[data-card]").map((box) => box.height)),
        lefts: round(
          boxes(".answer > .mark, header > svg, .bar, nav > :first-child > .mark").map(
            (box) => box.left,
          ),
        ),
        rights: round(boxes(".share, .bar, .reset").map((box) => box.right)),
        gaps: boxes("[data-card]")
          .slice(1)
          .map((box, at) => Math.round(box.top - (boxes("[data-card]")[at]?.bottom ?? 0))),
        whole: document.documentElement.scrollHeight,
      };
    });
    expect(measures.whole).toBeLessThanOrEqual(672);
    expect(measures, language).toMatchObject({
      cards: [174],
      lefts: [26],
      rights: [354],
      gaps: [8, 8],
    });
  }
});

test("a window that was never shown tells the height that it will have", async ({ page }) => {
  await open(page, { state: "three" });
  const shown = await page.evaluate(() => window.fakeHost?.height);
  const hidden = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width: 0; border: 0";
    frame.src = location.href;
    document.body.append(frame);
    await new Promise((loaded) => (frame.onload = loaded));
    const there = (): number => frame.contentWindow?.fakeHost?.height ?? 0;
    while (there() === 0) await new Promise(requestAnimationFrame);
    return there();
  });
  expect(hidden).toBe(shown);
});

test("nothing is cut at twice the size", async ({ page }) => {
  await page.setViewportSize({ width: 190, height: 300 });
  for (const [state, settings] of [
    ["usual", false],
    ["problem-quota-not-shared", false],
    ["long", false],
    ["compact", false],
    ["settings-full", true],
    ["settings-full", "notifications"],
    ["settings-full", "connection"],
  ] as const) {
    for (const language of ["en", "fr", "zh-Hans"]) {
      await open(page, { state, settings, language });
      expect(await cut(page), `${state} ${language}`).toEqual([]);
    }
  }
});

test("a bar is a bar in forced colours", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, { state: "usual" });
  const colours = await page.evaluate(() => {
    const colour = (part: string): string => {
      const element = document.querySelector(part);
      return element === null ? "" : getComputedStyle(element).backgroundColor;
    };
    return [colour(".fill"), colour(".bar"), colour(".tick")];
  });
  expect(new Set(colours).size).toBe(3);
  await page.screenshot({ path: "test-results/pictures/forced-colours.png", fullPage: true });
});

test("nothing moves where less motion is wanted", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const state of ["refreshing", "searching"]) {
    await open(page, { state });
    const running = await page.evaluate(
      () => document.getAnimations().filter((it) => it.playState === "running").length,
    );
    expect(running, state).toBe(0);
  }
});

test("a hidden page has no timer and no animation", async ({ page }) => {
  await page.addInitScript(() => {
    const counts = window as unknown as { timers: Set<number> };
    counts.timers = new Set();
    const [set, clear] = [window.setInterval.bind(window), window.clearInterval.bind(window)];
    window.setInterval = ((...all: Parameters<typeof set>) => {
      const id = set(...all) as unknown as number;
      counts.timers.add(id);
      return id;
    }) as typeof window.setInterval;
    window.clearInterval = (id) => {
      counts.timers.delete(id as unknown as number);
      clear(id);
    };
  });
  await open(page, { state: "refreshing" });
  const count = (): Promise<{ timers: number; moving: number }> =>
    page.evaluate(() => ({
      timers: (window as unknown as { timers: Set<number> }).timers.size,
      moving: document.getAnimations().length,
    }));
  expect(await count()).toEqual({ timers: 1, moving: 1 });
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  expect(await count()).toEqual({ timers: 0, moving: 0 });
});

test("nothing jumps while the page opens", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = window as unknown as { shift: number };
    shifts.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const state of ["usual", "nothing", "problem-offline"]) {
    await open(page, { state });
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await page.evaluate(() => (window as unknown as { shift: number }).shift), state).toBe(
      0,
    );
  }
});

test("what a service says is text, whatever it says", async ({ page }) => {
  await open(page, { state: "hostile" });
  expect(await page.locator("img, main script").count()).toBe(0);
  expect(await page.evaluate(() => "hurt" in window)).toBe(false);
  expect(await cut(page)).toEqual([]);
});

test("every state keeps the words in one language", async ({ page }) => {
  // An id that no catalogue has is shown as it is.
  for (const state of Object.keys(samples)) {
    if (state === "loading" || state === "hundred") continue;
    await open(page, { state, language: "fr" });
    const ids = /\b(popup|problem|step|settings|setting|verdict|note|window)-[a-z]+-?[a-z]*\b/;
    const text = (await page.locator("body").innerText()).replaceAll(/\S*[/.]\S*/g, "");
    expect(text.replaceAll("remarkably-long-", ""), state).not.toMatch(ids);
  }
});

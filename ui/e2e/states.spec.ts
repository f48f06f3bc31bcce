// Every state in every language and both themes: a picture, no fault for axe, no text cut, nothing
// said on the console. The pictures are in test-results/pictures.
import { expect, test as base, type Page } from "@playwright/test";
import { samples } from "../src/samples/index";
import { cut, faults, open, type Shown } from "./page";

const LANGUAGES = ["en", "fr", "zh-Hans"];
const THEMES = ["light", "dark"] as const;
/** As the others, and too long for pictures of each. */
const LARGE = ["hundred"];

/** A page for many tests: they are too many for a new one each. */
const test = base.extend<object, { shared: Page }>({
  shared: [
    async ({ browser }, use) => {
      const context = await browser.newContext({
        baseURL: base.info().project.use.baseURL ?? "",
        viewport: { width: 380, height: 600 },
      });
      await use(await context.newPage());
      await context.close();
    },
    { scope: "worker" },
  ],
});

const shown: Shown[] = [
  ...Object.keys(samples)
    .filter((state) => !LARGE.includes(state))
    .map((state) => ({ state })),
  ...["usual", "undo", "nothing"].map((state) => ({ state, settings: true })),
  ...["accounts", "display", "notifications", "connection", "program"].map((settings) => ({
    state: "settings-full",
    settings,
  })),
  ...["history", "keyboard", "file"].map((settings) => ({ state: "usual", settings })),
  { state: "refused", settings: "connection" },
  ...["usual", "used", "nothing-kept"].map((state) => ({ state, past: true })),
  ...["usual", "provider-muted"].map((state) => ({ state, menu: true })),
  ...["two-needs", "problem-quota-not-shared"].map((state) => ({ state, again: true })),
];

function nameOf({ state, settings, past, menu, again }: Shown): string {
  const page = typeof settings === "string" ? `settings-${settings}-` : "settings-";
  const parts: [boolean, string][] = [
    [settings !== undefined, page],
    [past === true, "past-"],
    [menu === true, "menu-"],
    [again === true, "again-"],
  ];
  return parts.flatMap(([is_so, part]) => (is_so ? [part] : [])).join("") + state;
}

for (const theme of THEMES) {
  for (const language of LANGUAGES) {
    for (const it of shown) {
      const name = nameOf(it);
      test(`${name} ${language} ${theme}`, async ({ shared: page }) => {
        const said: string[] = [];
        const listen = (what: { toString(): string }): void => void said.push(String(what));
        page.on("console", listen);
        page.on("pageerror", listen);
        await page.emulateMedia({ colorScheme: theme });
        await open(page, { ...it, language });
        if (it.settings !== undefined) await unfold(page);
        await page.screenshot({
          path: `test-results/pictures/${name}-${language}-${theme}.png`,
          fullPage: true,
          animations: "disabled",
        });
        // A table is as long as what is kept: too long for a picture.
        if (it.past === true) await unfold(page);
        page.off("console", listen);
        page.off("pageerror", listen);
        expect(await faults(page)).toEqual([]);
        expect(await cut(page)).toEqual([]);
        expect(said).toEqual([]);
      });
    }
  }
}

/** Everything that can be folded out is looked at too, when it stands still: what fades in is pale. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const fold of document.querySelectorAll<HTMLElement>("[aria-expanded=false]"))
      fold.click();
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const ends = document
      .getAnimations()
      .filter((it) => it.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ends.map((it) => it.finished));
  });
}

// Every state in every language and both themes: a picture, no fault for axe, no text cut, nothing
// said on the console. The pictures are in test-results/pictures.
import { expect, test } from "@playwright/test";
import { samples } from "../src/samples/index";
import { cut, faults, open, type Shown } from "./page";

const LANGUAGES = ["en", "fr", "zh-Hans"];
const THEMES = ["light", "dark"] as const;
/** As the others, and too long for pictures of each. */
const LARGE = ["hundred"];

const shown: Shown[] = [
  ...Object.keys(samples)
    .filter((state) => !LARGE.includes(state))
    .map((state) => ({ state })),
  ...["usual", "undo", "refused", "settings-full", "nothing"].map((state) => ({
    state,
    settings: true,
  })),
];

for (const theme of THEMES) {
  for (const language of LANGUAGES) {
    test.describe(`${language} ${theme}`, () => {
      test.use({ colorScheme: theme, locale: language });

      for (const it of shown) {
        const name = it.settings === true ? `settings-${it.state}` : it.state;
        test(name, async ({ page }) => {
          const said: string[] = [];
          page.on("console", (message) => said.push(message.text()));
          page.on("pageerror", (error) => said.push(String(error)));
          await open(page, { ...it, language });
          if (it.settings === true) await unfold(page);
          await page.screenshot({
            path: `test-results/pictures/${name}-${language}-${theme}.png`,
            fullPage: true,
            animations: "disabled",
          });
          expect(await faults(page)).toEqual([]);
          expect(await cut(page)).toEqual([]);
          expect(said).toEqual([]);
        });
      }
    });
  }
}

/** Everything that can be folded out is looked at too. */
async function unfold(page: import("@playwright/test").Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    document.querySelector<HTMLElement>("[data-card] button[aria-expanded]")?.click();
  });
}

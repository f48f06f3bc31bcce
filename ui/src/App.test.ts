// The page as a person meets it: by role and name, on made-up views.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import App from "./App.svelte";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";
import type { View } from "./bindings/View";

async function shown(state: string, part: Partial<View> = {}): Promise<FakeHost> {
  const view = samples[state]?.(new Date());
  if (view === undefined || view === null) throw new Error(`no view in ${state}`);
  const host = new FakeHost({ ...view, ...part });
  render(App, { host });
  await expect.poll(() => screen.getByRole("main").childElementCount).toBeGreaterThan(0);
  return host;
}

afterEach(cleanup);

describe("a window", () => {
  test("has a bar that says account, window, left, verdict and reset", async () => {
    await shown("usual");
    const bar = screen.getByRole("meter", { name: "First Service, Weekly" });
    expect(bar.getAttribute("aria-valuenow")).toBe("12");
    expect(bar.getAttribute("aria-valuetext")).toMatch(
      /^12% left, Runs out at .+, resets in 2d 1[78]h$/,
    );
  });

  test("of which nothing is known has no bar and no number", async () => {
    await shown("usual");
    expect(screen.getByText("Claude + GPT, Weekly")).toBeTruthy();
    expect(screen.queryByRole("meter", { name: /Claude/ })).toBeNull();
    expect(screen.getByText("The service does not say how much is left")).toBeTruthy();
    expect(screen.queryByText("0% left")).toBeNull();
  });

  test("never says 0 where something is left", async () => {
    await shown("usual");
    expect(screen.getByRole("button", { name: "<1% left" })).toBeTruthy();
  });

  test("flips left and used, countdown and clock through the host", async () => {
    const host = await shown("usual");
    screen.getByRole("button", { name: "12% left" }).click();
    screen.getAllByRole("button", { name: /^resets in/ })[0]?.click();
    expect(host.intents).toEqual([{ do: "toggle-share" }, { do: "toggle-clock" }]);
  });

  test("shows used and clock times when the view says so", async () => {
    await shown("used");
    const bar = screen.getByRole("meter", { name: "First Service, Weekly" });
    expect(bar.getAttribute("aria-valuenow")).toBe("88");
    expect(screen.getByRole("button", { name: "88% used" })).toBeTruthy();
    expect(screen.getAllByRole("button", { name: /^resets at/ }).length).toBe(3);
  });
});

describe("a problem", () => {
  test("has its steps in order, with what can be copied, opened and pressed", async () => {
    const host = await shown("broken");
    const card = screen.getByRole("region", { name: "Fourth Service" });
    const steps = within(card).getAllByRole("listitem");
    expect(steps.length).toBe(4);
    within(card).getByRole("button", { name: "Copy" }).click();
    within(card).getByRole("button", { name: "Open the page with your keys second.example" }).click();
    within(card).getByRole("button", { name: "Try again" }).click();
    expect(host.copied).toEqual(["opencode auth login"]);
    expect(host.intents).toEqual([
      { do: "open", link: { kind: "provider", provider: "second", id: "keys" } },
      { do: "refresh-all" },
    ]);
    expect(await within(card).findByRole("button", { name: "Copied" })).toBeTruthy();
  });

  test("leaves the old numbers in place, marked as old", async () => {
    await shown("broken");
    const card = screen.getByRole("region", { name: "First Service" });
    expect(within(card).getByText("Not reachable")).toBeTruthy();
    expect(within(card).getByText("old: read 3h ago")).toBeTruthy();
    expect(within(card).getByRole("meter", { name: "First Service, Weekly" })).toBeTruthy();
  });
});

test("nothing found lists every place that was searched", async () => {
  await shown("nothing");
  expect(screen.getByRole("heading", { name: "No sign-in found" })).toBeTruthy();
  expect(screen.getByText("/home/ada/.local/share/opencode/opencode.db")).toBeTruthy();
  const places = screen.getByText("The 2 places that were searched").closest("details");
  expect(places?.open).toBe(true);
});

test("a demo says that it is one", async () => {
  await shown("demo");
  expect(screen.getByText("Demo: sample accounts, no service is asked")).toBeTruthy();
});

test("Escape closes the window, the button asks all services", async () => {
  const host = await shown("usual");
  screen.getByRole("button", { name: "Refresh" }).click();
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(host.intents).toEqual([{ do: "refresh-all" }, { do: "close-popup" }]);
});

test("a card that is asked for gets the focus", async () => {
  const host = await shown("usual");
  host.show({ provider: "second", id: "sample" });
  const card = screen.getByRole("region", { name: "Second Service" });
  await expect.poll(() => document.activeElement === card).toBe(true);
});

test("a newer view leaves the focus where it is", async () => {
  const host = await shown("usual");
  host.show({ provider: "second", id: "sample" });
  const card = screen.getByRole("region", { name: "Second Service" });
  await expect.poll(() => document.activeElement === card).toBe(true);
  const button = screen.getByRole("button", { name: "12% left" });
  button.focus();
  host.publish({ ...(samples["usual"]?.(new Date()) as View), busy: true });
  expect(await screen.findByRole("button", { name: "Asking…" })).toBeTruthy();
  expect(document.activeElement).toBe(button);
});

test("a newer view in another language is shown in that language", async () => {
  const host = await shown("usual");
  const view = await host.view();
  if (view !== null) host.publish({ ...view, language: "fr" });
  expect(await screen.findByRole("button", { name: "Actualiser" })).toBeTruthy();
  expect(document.documentElement.lang).toBe("fr");
});

test("two windows of the same id do not take the page away", async () => {
  const view = samples["usual"]?.(new Date());
  const cards = view?.cards.map((card) => ({ ...card, rows: [...card.rows, ...card.rows] })) ?? [];
  await shown("usual", { cards });
  expect(screen.getAllByRole("meter", { name: "First Service, Weekly" }).length).toBe(2);
});

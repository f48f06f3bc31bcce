// What the page says first, and each account in a line.
import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import { shown } from "./test-page";

afterEach(cleanup);

describe("the head", () => {
  function says(): string {
    const head = document.querySelector(".answer");
    return (head?.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  test.each([
    ["calm", /^63% left FFirst Service weekly lasts, and so does the rest$/],
    ["usual", /^2 need you First Service ends .+, Second Service ends \S+$/],
    ["used-up", /^0% left FFirst Service 5-hour window used up$/],
    ["problem-key-rejected", /^1 needs you First Service key is rejected$/],
    ["two-needs", /key is rejected, Second Service quota is not shared$/],
    ["tight", /^30% left FFirst Service 5-hour window tight: ends \S+$/],
    ["nothing", /^No sign-in found Plimsoll looked in 4 places$/],
    ["unlimited", /^Unlimited$/],
    ["searching", /^Plimsoll Looking for sign-ins…$/],
  ])("of %s answers whether one can go on", async (state, answer) => {
    await shown(state);
    expect(says()).toMatch(answer);
  });

  test("has a segment for each account, which leads to its card", async () => {
    await shown("usual");
    const segments = within(screen.getByRole("navigation", { name: "Accounts" }));
    const all = segments.getAllByRole("button").map((it) => it.getAttribute("aria-label"));
    expect(all).toEqual([
      "First Service: 12% left",
      "Second Service: <1% left",
      "Third Service: 100% left",
    ]);
    segments.getByRole("button", { name: /^Third/ }).click();
    const card = screen.getByRole("region", { name: /^Third Service/ });
    await expect.poll(() => document.activeElement === card).toBe(true);
  });
});

describe("lines", () => {
  test("show the card of the one that is pressed", async () => {
    await shown("compact");
    expect(screen.queryByRole("region", { name: /^Second Service/ })).toBeNull();
    const line = screen.getByRole("button", { name: /Second Service 12% ends/ });
    await fireEvent.click(line);
    expect(screen.getByRole("region", { name: /^Second Service/ })).toBeTruthy();
    await fireEvent.click(line);
    expect(screen.queryByRole("region", { name: /^Second Service/ })).toBeNull();
  });

  test("tell what is wrong in the place of figures", async () => {
    await shown("compact");
    expect(screen.getByRole("button", { name: /First Service Key is rejected/ })).toBeTruthy();
    expect(screen.getByRole("button", { name: /Third work 38% tight, 1 h 5\d min/ })).toBeTruthy();
    expect(screen.getByRole("button", { name: /Sixth 12.40 USD/ })).toBeTruthy();
  });

  test("give a card that is asked for the focus", async () => {
    const host = await shown("compact");
    host.show({ card: { provider: "h", id: "h" } });
    const card = await screen.findByRole("region", { name: /^Seventh/ });
    await expect.poll(() => document.activeElement === card).toBe(true);
  });

  test("are suggested, and taken or left", async () => {
    const host = await shown("compact-suggested");
    screen.getByRole("button", { name: "Show lines" }).click();
    screen.getByRole("button", { name: "Keep cards" }).click();
    expect(host.intents).toEqual([
      { do: "change", change: { set: "layout", to: "compact" } },
      { do: "change", change: { set: "layout", to: "cards" } },
    ]);
  });
});

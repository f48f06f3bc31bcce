// The page as a person meets it: by role and name, on made-up views.
import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test, vi } from "vitest";
import App from "./App.svelte";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";
import { shown } from "./test-page";
import type { Card } from "./bindings/Card";
import type { Row } from "./bindings/Row";
import type { View } from "./bindings/View";

afterEach(cleanup);

describe("a window", () => {
  test("has a bar that says account, window, left, verdict and reset", async () => {
    await shown("usual");
    const bar = screen.getByRole("meter", { name: "First Service, Weekly" });
    expect(bar.getAttribute("aria-valuenow")).toBe("12");
    expect(bar.getAttribute("aria-valuetext")).toMatch(
      /^First Service ada@example.org, Weekly: 12% left, ends .+, resets in 2 d 1[78] h$/,
    );
  });

  test("of which nothing is known has no bar and no number", async () => {
    await shown("usual");
    expect(screen.getByText("Vega + Nova, Weekly")).toBeTruthy();
    expect(screen.queryByRole("meter", { name: /Vega/ })).toBeNull();
    expect(screen.getByText("The service does not say how much is left")).toBeTruthy();
    expect(screen.queryByText("0% left")).toBeNull();
  });

  test("never says 0 where something is left", async () => {
    await shown("usual");
    expect(screen.getByRole("button", { name: "<1% left" })).toBeTruthy();
  });

  test("says its reset as its sentence goes on", async () => {
    await shown("used-up");
    expect(screen.getByRole("button", { name: /^back in 1 h/ })).toBeTruthy();
    cleanup();
    await shown("usual");
    expect(screen.getByText("About 26% left at the reset")).toBeTruthy();
    expect(screen.getByRole("button", { name: /^in 2 h/ })).toBeTruthy();
    expect(screen.getAllByRole("button", { name: /^resets in/ }).length).toBe(2);
    expect(screen.getByText("Starts with the first use")).toBeTruthy();
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
    expect(screen.getAllByRole("button", { name: /^(resets|at) / }).length).toBe(3);
  });
});

describe("silence", () => {
  test("of a window until its reset is seen and taken back", async () => {
    const host = await shown("snoozed");
    expect(screen.getByText("No notifications until the reset")).toBeTruthy();
    screen.getByRole("button", { name: "Notify again" }).click();
    const account = { provider: "first", id: "sample" };
    expect(host.intents).toEqual([{ do: "snooze", account, window: "session", on: false }]);
  });

  test("of a provider is taken back for the provider, not for the account", async () => {
    const host = await shown("provider-muted");
    await fireEvent.click(screen.getByRole("button", { name: /^More about/ }));
    const item = await screen.findByRole("menuitemcheckbox", {
      name: "No notifications from First Service",
    });
    expect(item.getAttribute("aria-checked")).toBe("true");
    item.click();
    const change = { set: "provider-muted", to: { provider: "first", on: false } };
    expect(host.intents).toEqual([{ do: "change", change }]);
  });
});

describe("a problem", () => {
  test("has its steps in order, with what can be copied, opened and pressed", async () => {
    const host = await shown("problem-key-rejected");
    const card = screen.getByRole("region", { name: /^First Service/ });
    expect(within(card).getAllByRole("listitem").length).toBe(4);
    within(card).getByRole("button", { name: "Copy" }).click();
    expect(card.querySelectorAll(".primary").length).toBe(1);
    within(card).getByRole("button", { name: "Make a new key" }).click();
    within(card).getByRole("button", { name: "Try again" }).click();
    const account = { provider: "first", id: "sample" };
    expect(host.copied).toEqual(["opencode auth login"]);
    expect(host.intents).toEqual([
      { do: "open", link: { kind: "provider", provider: "first", id: "keys" } },
      { do: "refresh", account },
    ]);
    expect(await within(card).findByRole("button", { name: "Copied" })).toBeTruthy();
    within(card).getByRole("button", { name: "Copy a report" }).click();
    await expect.poll(() => host.copied.length).toBe(2);
    expect(host.copied[1]).toMatch(/^key-rejected\nPlimsoll 0\.1\.0/);
  });

  test("shows its steps by themselves the first time alone", async () => {
    const host = await shown("problem-key-rejected");
    const how = screen.getByRole("button", { name: "How to fix it" });
    expect(how.getAttribute("aria-expanded")).toBe("true");
    // The window is shown with what the page has already.
    host.show("top");
    await new Promise((drawn) => requestAnimationFrame(drawn));
    expect(how.getAttribute("aria-expanded")).toBe("true");
    host.show("top");
    await expect.poll(() => how.getAttribute("aria-expanded")).toBe("false");
    expect(screen.queryAllByRole("listitem")).toEqual([]);
    await fireEvent.click(how);
    expect(screen.getAllByRole("listitem").length).toBe(4);
  });

  test("of several shows the steps of one", async () => {
    await shown("two-needs");
    const hows = screen.getAllByRole("button", { name: "How to fix it" });
    expect(hows.map((how) => how.getAttribute("aria-expanded"))).toEqual(["true", "false"]);
  });

  test("that passes by itself is told calmly", async () => {
    await shown("offline");
    const card = screen.getByRole("region", { name: /^First Service/ });
    expect(card.querySelectorAll(".primary, .calls").length).toBe(0);
    expect(within(card).getByText(/^Next try \d\d:\d\d$/)).toBeTruthy();
    expect(within(card).queryAllByRole("listitem")).toEqual([]);
    expect(screen.queryByText(/need/)).toBeNull();
  });

  test("that calls nobody is a closed note", async () => {
    await shown("problem-no-plan");
    const card = screen.getByRole("region", { name: /^First Service/ });
    expect(within(card).queryByRole("heading", { name: "No plan on this account" })).toBeNull();
    const note = within(card).getByRole("button", { name: "No plan on this account" });
    expect(note.getAttribute("aria-expanded")).toBe("false");
    expect(within(card).queryByText(/^Subscribe, or renew/)).toBeNull();
    await fireEvent.click(note);
    expect(within(card).getAllByText(/^Subscribe, or renew/).length).toBe(1);
  });

  test("leaves the old numbers in place, marked as old", async () => {
    await shown("offline");
    const card = screen.getByRole("region", { name: /^First Service/ });
    expect(within(card).getByText("Not reachable")).toBeTruthy();
    expect(within(card).getByText("no answer for 3 h")).toBeTruthy();
    expect(card.querySelector(".aged")).toBeTruthy();
    expect(within(card).getByRole("meter", { name: "First Service, Weekly" })).toBeTruthy();
  });

  test("leads to the setting that fixes it", async () => {
    await shown("problem-timed-out");
    await fireEvent.click(screen.getByRole("button", { name: "How to fix it" }));
    screen.getByRole("button", { name: "Open the settings" }).click();
    await screen.findByRole("heading", { name: "Queries and network" });
    const focused = (): Element | null => document.activeElement;
    await expect.poll(() => focused()?.textContent).toBe("Show the settings file");
    expect(focused()?.closest("[data-setting]")?.textContent).toContain("Proxy");
  });

  test("has a form whose answers stand in what is copied", async () => {
    const host = await shown("problem-quota-not-shared");
    const name = screen.getByRole("textbox", { name: "User name" });
    await fireEvent.input(name, { target: { value: 'ada"' } });
    expect(host.held).toBe(true);
    screen.getByRole("radio", { name: "pro+" }).click();
    const copies = await screen.findAllByRole("button", { name: "Copy" });
    copies.forEach((button) => button.click());
    const copied = host.copied.find((text) => text.includes("username")) ?? "";
    expect(JSON.parse(copied)).toEqual({
      token: "github_pat_…",
      username: 'ada"',
      tier: "pro+",
    });
  });
});

test("a card moves by keyboard, and keeps the focus", async () => {
  const host = await shown("usual");
  const share = screen.getByRole("button", { name: "12% left" });
  share.focus();
  await fireEvent.keyDown(share, { key: "ArrowDown", altKey: true });
  expect(host.intents.length).toBe(1);
  const view = (await host.view()) as View;
  host.publish(turned(view));
  await expect.poll(names).toEqual(["Third Service", "Second Service", "First Service"]);
  expect(document.activeElement).toBe(share);
});

/** The cards as they stand. */
function names(): (string | null)[] {
  return screen.getAllByRole("heading", { level: 2 }).map((it) => it.textContent);
}

/** The user's order and that of need, both the other way round. */
function turned(view: View): View {
  const accounts = [...view.settings.accounts].reverse();
  const by_need = [...view.by_need].reverse();
  return { ...view, by_need, settings: { ...view.settings, accounts } };
}

test("cards stand by need when the window appears, and still while it is seen", async () => {
  const host = await shown("calm");
  const standing = names();
  const view = (await host.view()) as View;
  const by_need = [...view.by_need].reverse();
  host.publish({ ...view, by_need, busy: true });
  await screen.findByRole("button", { name: "Asking…" });
  expect(names()).toEqual(standing);
  host.show("top");
  await expect.poll(names).toEqual([...standing].reverse());
});

test("where the focus was is gone: it stays on the card", async () => {
  const host = await shown("problem-key-rejected");
  screen.getByRole("button", { name: "Copy" }).focus();
  const view = (await host.view()) as View;
  host.publish({ ...view, cards: view.cards.map((card) => ({ ...card, problem: null })) });
  const card = screen.getByRole("region", { name: /^First Service/ });
  await expect.poll(() => document.activeElement === card).toBe(true);
});

test("a hidden page has no beat and nothing in it moves", async () => {
  await shown("usual");
  const set = vi.spyOn(globalThis, "setInterval");
  const clear = vi.spyOn(globalThis, "clearInterval");
  const state = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(clear).toHaveBeenCalledOnce();
  expect(set).not.toHaveBeenCalled();
  expect(document.documentElement.hasAttribute("data-asleep")).toBe(true);
  state.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(set).toHaveBeenCalledOnce();
  expect(document.documentElement.hasAttribute("data-asleep")).toBe(false);
  vi.restoreAllMocks();
});

test("nothing found lists every place that was searched, and what can be read", async () => {
  const host = await shown("nothing");
  const places = screen.getByRole("region", { name: "Where it looked" });
  expect(within(places).getAllByRole("listitem").length).toBe(4);
  expect(within(places).getByText("cannot be opened: Permission denied")).toBeTruthy();
  const services = screen.getByRole("region", { name: "Services that Plimsoll reads" });
  expect(within(services).getAllByRole("listitem").length).toBeGreaterThan(15);
  screen.getByRole("button", { name: "Copy the command" }).click();
  expect(host.copied).toEqual(["opencode auth login"]);
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

test("no sign alone is a shortcut, wherever the focus is (WCAG 2.1.4)", async () => {
  const host = await shown("usual");
  const card = screen.getByRole("region", { name: /^Second Service/ });
  const signs = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at));
  for (const at of [document.body, card, screen.getByRole("button", { name: "Refresh" })]) {
    for (const key of signs) await fireEvent.keyDown(at, { key });
  }
  expect(host.intents).toEqual([]);
  expect(screen.getByRole("heading", { name: "Plimsoll" })).toBeTruthy();
  for (const key of [{ key: "F5" }, { key: "r", ctrlKey: true }])
    await fireEvent.keyDown(card, key);
  expect(host.intents).toEqual([{ do: "refresh-all" }, { do: "refresh-all" }]);
});

test("a card that is asked for gets the focus", async () => {
  const host = await shown("usual");
  host.show({ card: { provider: "second", id: "sample" } });
  const card = screen.getByRole("region", { name: /^Second Service/ });
  await expect.poll(() => document.activeElement === card).toBe(true);
});

test("a card that is asked for before anything is known gets the focus", async () => {
  const host = new FakeHost(null);
  render(App, { host });
  await expect.poll(() => host.listens).toBe(true);
  host.show({ card: { provider: "second", id: "sample" } });
  host.publish(samples["usual"]?.(new Date()) as View);
  const card = await screen.findByRole("region", { name: /^Second Service/ });
  await expect.poll(() => document.activeElement === card).toBe(true);
});

test("a window waits for its height until there is more than the header", async () => {
  const host = new FakeHost(null);
  const told: number[] = [];
  host.fit = (height) => Promise.resolve(void told.push(height));
  render(App, { host });
  await expect.poll(() => host.listens).toBe(true);
  host.show("settings");
  await new Promise((drawn) => requestAnimationFrame(drawn));
  expect(told).toEqual([]);
  host.publish(samples["usual"]?.(new Date()) as View);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(screen.getByRole("main").childElementCount).toBeGreaterThan(0);
});

test("a newer view leaves the focus where it is", async () => {
  const host = await shown("usual");
  host.show({ card: { provider: "second", id: "sample" } });
  const card = screen.getByRole("region", { name: /^Second Service/ });
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

test("a past is asked for again when its account has a newer reading, and only then", async () => {
  const host = await shown("usual");
  screen.getAllByRole("button", { name: /^History: Weekly/ })[0]?.click();
  await screen.findByRole("heading", { name: "History" });
  const view = samples["usual"]?.(new Date()) as View;
  const shownNow = await host.view();
  const same = { ...view, cards: shownNow?.cards ?? [] };
  host.publish(same);
  host.publish({ ...same, busy: true });
  const newer = same.cards.map((card) => ({ ...card, read_at: new Date().toISOString() }));
  host.publish({ ...same, cards: newer });
  const asked = (): number => host.intents.filter((it) => it.do === "show-past").length;
  await expect.poll(asked).toBe(2);
  host.publish({ ...same, cards: newer });
  await new Promise((drawn) => requestAnimationFrame(drawn));
  expect(asked()).toBe(2);
  const rows = (card: Card): Row[] => card.rows.map((row) => ({ ...row, left: 1 }));
  const withinTheSecond = newer.map((card) => ({ ...card, rows: rows(card) }));
  host.publish({ ...same, cards: withinTheSecond });
  await expect.poll(asked).toBe(3);
});

describe("a question about a service of the user's own", () => {
  const sends = [{ from: "$HARBOUR_API_KEY", host: "api.harbour.example" }];
  const question = { service: "harbour", name: "Harbour", path: "/home/ada/harbour.toml", sends };

  test("says which key goes where, and sends back what it has shown", async () => {
    const host = await shown("usual", { questions: [question] });
    const asked = within(screen.getByRole("region", { name: /^Harbour is a service of your own/ }));
    expect(asked.getByText("the key from $HARBOUR_API_KEY to api.harbour.example")).toBeTruthy();
    expect(asked.getByText(/\/home\/ada\/harbour\.toml/)).toBeTruthy();
    asked.getByRole("button", { name: "Allow" }).click();
    asked.getByRole("button", { name: "Do not allow" }).click();
    const answer = { do: "answer-service", service: "harbour", sends };
    expect(host.intents).toEqual([
      { ...answer, allow: true },
      { ...answer, allow: false },
    ]);
  });
});

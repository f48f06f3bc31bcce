// The settings as pages, by search and control by control.
import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import type { FakeHost } from "./host/fake";
import { shown } from "./test-page";

afterEach(cleanup);

describe("the settings", () => {
  async function settings(page: string, state = "usual"): Promise<FakeHost> {
    const host = await shown(state);
    screen.getByRole("button", { name: "Settings" }).click();
    (await screen.findByRole("button", { name: new RegExp(`^${page}`) })).click();
    await screen.findByRole("heading", { name: page });
    return host;
  }

  async function leave(): Promise<void> {
    screen.getByRole("button", { name: "Back" }).click();
    await screen.findByRole("heading", { name: "Settings" });
  }

  test("are pages, each with what holds now", async () => {
    await shown("settings-full");
    screen.getByRole("button", { name: "Settings" }).click();
    await screen.findByRole("searchbox");
    const pages = [...document.querySelectorAll("[data-page]")];
    expect(pages.map((page) => page.textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "Accounts 3, 1 hidden",
      "Display cards, left, countdown",
      "Notifications at 80, 95, 100%",
      "Queries and network every 5 min",
      "Program starts at login",
      "History and data kept 90 days",
      "Keyboard",
      "Settings file",
    ]);
  });

  test("are found by a search, and work where they are found", async () => {
    const host = await shown("settings-full");
    screen.getByRole("button", { name: "Settings" }).click();
    const search = await screen.findByRole("searchbox", { name: "Search settings" });
    await fireEvent.input(search, { target: { value: "Quiet" } });
    (await screen.findByRole("switch", { name: "Quiet hours" })).click();
    await screen.findByText(/^1 of \d+ settings$/);
    expect(screen.queryByRole("switch", { name: "Start at login" })).toBeNull();
    expect(host.intents.length).toBe(1);
    await fireEvent.input(search, { target: { value: "no such thing" } });
    await screen.findByText(/^0 of \d+ settings$/);
    await fireEvent.keyDown(search, { key: "Escape" });
    expect(await screen.findByRole("button", { name: /^Display/ })).toBeTruthy();
  });

  test("choose between cards and lines", async () => {
    const host = await settings("Display");
    screen.getByRole("radio", { name: "Lines" }).click();
    expect(host.intents).toEqual([{ do: "change", change: { set: "layout", to: "compact" } }]);
  });

  test("change at once, and Undo takes it back", async () => {
    const host = await settings("Display", "undo");
    screen.getByRole("radio", { name: "Français" }).click();
    await leave();
    screen.getByRole("button", { name: /^Program/ }).click();
    (await screen.findByRole("switch", { name: "Start at login" })).click();
    (await screen.findByRole("button", { name: "Undo" })).click();
    expect(host.intents).toEqual([
      { do: "change", change: { set: "language", to: "fr" } },
      { do: "change", change: { set: "switch", to: { switch: "start-at-login", on: false } } },
      { do: "undo" },
    ]);
  });

  test("say for how long hourly detail is kept", async () => {
    const host = await settings("History and data");
    const days = screen.getByRole("radiogroup", { name: "Keep hourly detail for" });
    within(days).getByRole("radio", { name: "365 d" }).click();
    expect(host.intents).toEqual([{ do: "change", change: { set: "keep-history-days", to: 365 } }]);
  });

  test("take a text when it is left, hold the window meanwhile, and say what is refused", async () => {
    const host = await settings("Queries and network", "refused");
    expect(screen.getByText(/The full path of a directory/)).toBeTruthy();
    await leave();
    screen.getByRole("button", { name: /^History and data/ }).click();
    const port = await screen.findByRole("textbox", { name: "Port for Prometheus" });
    await fireEvent.input(port, { target: { value: "9464" } });
    expect(host.held).toBe(true);
    await fireEvent.change(port);
    expect(host.intents).toEqual([{ do: "change", change: { set: "metrics-port", to: "9464" } }]);
    await fireEvent.keyDown(port, { key: "Escape" });
    await expect.poll(() => host.held).toBe(false);
    expect(screen.getByRole("heading", { name: "History and data" })).toBeTruthy();
  });

  test("show what the file alone names, and remove it", async () => {
    const host = await settings("Queries and network", "settings-full");
    expect(screen.queryByRole("textbox", { name: "Proxy" })).toBeNull();
    screen.getByRole("button", { name: "Remove http://•••@proxy.example:8080" }).click();
    await leave();
    screen.getByRole("button", { name: /^Notifications/ }).click();
    await screen.findByRole("heading", { name: "Notifications" });
    screen.getByRole("button", { name: "Remove /home/ada/bin/told" }).click();
    expect(host.intents).toEqual([
      { do: "change", change: { set: "no-proxy" } },
      { do: "change", change: { set: "no-hook" } },
    ]);
  });

  test("move an account by keyboard", async () => {
    const host = await settings("Accounts");
    const options = screen.getByRole("button", {
      name: "Options of First Service, ada@example.org",
    });
    await fireEvent.keyDown(options, { key: "ArrowDown", altKey: true });
    const [account, to] = ["first", "second"].map((provider) => ({ provider, id: "sample" }));
    expect(host.intents).toEqual([{ do: "change", change: { set: "move", to: { account, to } } }]);
  });

  test("shows the web engine's own menu in fields alone", async () => {
    await shown("usual");
    const menuOn = (element: Element): boolean =>
      element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
    expect(menuOn(screen.getByRole("main"))).toBe(false);
    const field = screen.getByRole("main").appendChild(document.createElement("input"));
    expect(menuOn(field)).toBe(true);
  });

  test("open from the tray, and Escape leads back before it closes", async () => {
    const host = await shown("usual");
    host.show("settings");
    (await screen.findByRole("button", { name: /^Display/ })).click();
    await screen.findByRole("heading", { name: "Display" });
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await screen.findByRole("heading", { name: "Settings" });
    expect(document.activeElement?.getAttribute("data-page")).toBe("display");
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    await screen.findByRole("region", { name: /^First Service/ });
    expect(host.intents).toEqual([]);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(host.intents).toEqual([{ do: "close-popup" }]);
  });
});

test("with accounts, the places searched are asked for in the settings alone", async () => {
  await shown("usual");
  expect(screen.queryByText("Where it looked")).toBeNull();
  screen.getByRole("button", { name: "Settings" }).click();
  (await screen.findByRole("button", { name: /^Accounts/ })).click();
  await fireEvent.click(await screen.findByRole("button", { name: "Where it looked" }));
  expect(screen.getByText("opencode.db")).toBeTruthy();
});

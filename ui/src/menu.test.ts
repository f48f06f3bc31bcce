// The menu of a card.
import { cleanup, fireEvent, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import type { FakeHost } from "./host/fake";
import { shown } from "./test-page";

afterEach(cleanup);

describe("a card's menu", () => {
  async function opened(): Promise<FakeHost> {
    const host = await shown("usual");
    await fireEvent.click(screen.getByRole("button", { name: "More about First Service" }));
    await screen.findByRole("menu");
    return host;
  }

  test("says where the numbers come from, and has all that can be done", async () => {
    await opened();
    expect(screen.getByRole("menu").textContent).toMatch(
      /ada@example\.org.*\/home\/ada.*auth\.json.*first\.example\/usage.*read 3 min ago/s,
    );
    const items = [...screen.getByRole("menu").querySelectorAll("button")];
    expect(items.map((it) => it.textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "Refresh R",
      "History H",
      "Usage page first.example",
      "Status page status.first.example",
      "Mute",
      "Hide",
      "Show the sign-in file",
    ]);
  });

  test("is walked by arrows, and left with the focus where it was", async () => {
    await opened();
    const menu = screen.getByRole("menu");
    const focused = (): string | null | undefined =>
      document.activeElement?.querySelector(".name")?.textContent;
    expect(focused()).toBe("Refresh");
    await fireEvent.keyDown(document.activeElement ?? menu, { key: "ArrowUp" });
    expect(focused()).toBe("Show the sign-in file");
    await fireEvent.keyDown(document.activeElement ?? menu, { key: "ArrowDown" });
    expect(focused()).toBe("Refresh");
    await fireEvent.keyDown(document.activeElement ?? menu, { key: "Escape" });
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("More about First Service");
  });

  test("closes when something else is pressed", async () => {
    await opened();
    await fireEvent.pointerDown(screen.getByRole("main"));
    await expect.poll(() => screen.queryByRole("menu")).toBeNull();
  });

  test("does what it says through the host", async () => {
    const host = await opened();
    const account = { provider: "first", id: "sample" };
    await fireEvent.keyDown(screen.getByRole("menu"), { key: "r" });
    for (const name of ["Status page", "Mute", "Show the sign-in file"]) {
      await fireEvent.click(screen.getByRole("button", { name: "More about First Service" }));
      const item = (await screen.findByText(name)).closest("button");
      item?.click();
    }
    expect(host.intents).toEqual([
      { do: "refresh", account },
      { do: "open", link: { kind: "provider", provider: "first", id: "status" } },
      { do: "change", change: { set: "muted", to: { account, on: true } } },
      { do: "reveal", path: "/home/ada/.local/share/opencode/auth.json" },
    ]);
  });
});

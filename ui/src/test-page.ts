// The page on a made-up view, for tests.
import { render, screen } from "@testing-library/svelte";
import { expect } from "vitest";
import App from "./App.svelte";
import type { View } from "./bindings/View";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";

export async function shown(state: string, part: Partial<View> = {}): Promise<FakeHost> {
  const view = samples[state]?.(new Date());
  if (view === undefined || view === null) throw new Error(`no view in ${state}`);
  const host = new FakeHost({ ...view, ...part });
  render(App, { host });
  await expect.poll(() => screen.getByRole("main").childElementCount).toBeGreaterThan(0);
  return host;
}

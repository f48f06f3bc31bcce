// Parts of the page that most openings do not need: each is loaded when it is first wanted.
import type { Component } from "svelte";
import type { View } from "./bindings/View";

/** A part, as soon as it is there. */
class Lazy<Props extends Record<string, unknown>> {
  part = $state.raw<Component<Props> | null>(null);
  readonly #load: () => Promise<{ default: Component<Props> }>;

  constructor(load: () => Promise<{ default: Component<Props> }>) {
    this.#load = load;
  }

  /** Ends when it is there. */
  async want(): Promise<void> {
    this.part ??= (await this.#load()).default;
  }
}

export const compact = new Lazy(() => import("./parts/Compact.svelte"));
export const empty = new Lazy(() => import("./parts/Empty.svelte"));
export const fix = new Lazy(() => import("./parts/Fix.svelte"));
export const menu = new Lazy(() => import("./parts/Menu.svelte"));
export const past = new Lazy(() => import("./parts/past/Past.svelte"));
export const questions = new Lazy(() => import("./parts/Questions.svelte"));
export const settings = new Lazy(() => import("./parts/settings/Settings.svelte"));
export const trend = new Lazy(() => import("./parts/Trend.svelte"));

/** What a view shows at once, so that nothing jumps. */
export async function ready({ cards, problems, layout, questions: asked }: View): Promise<void> {
  const all = [...problems, ...cards.flatMap((card) => card.problem ?? [])];
  const is_empty = cards.length === 0 && problems.some(({ code }) => code === "no-accounts");
  await Promise.all([
    is_empty ? empty.want() : undefined,
    layout === "compact" ? compact.want() : undefined,
    asked.length > 0 ? questions.want() : undefined,
    all.some(({ calls }) => calls) ? fix.want() : undefined,
  ]);
}

// A host for browsers and tests: made-up views, and a record of what was asked of it.
import type { Chart } from "../bindings/Chart";
import type { Intent } from "../bindings/Intent";
import type { Route } from "../bindings/Route";
import type { View } from "../bindings/View";
import type { Host } from "./host";

export class FakeHost implements Host {
  readonly intents: Intent[] = [];
  readonly copied: string[] = [];
  /** What a wish leads to beside being written down. */
  answer: (intent: Intent) => void = () => {};
  height = 0;
  held = false;
  #viewListeners: ((view: View) => void)[] = [];
  #showListeners: ((route: Route) => void)[] = [];
  #chartListeners: ((chart: Chart) => void)[] = [];
  #view: View | null;

  constructor(view: View | null) {
    this.#view = view;
  }

  /** Whether somebody hears what is sent. */
  get listens(): boolean {
    return this.#viewListeners.length > 0 && this.#showListeners.length > 0;
  }

  /** Sends a newer view. */
  publish(view: View): void {
    this.#view = view;
    for (const listener of this.#viewListeners) listener(view);
  }

  /** Sends the past of a window. */
  draw(chart: Chart): void {
    for (const listener of this.#chartListeners) listener(chart);
  }

  /** Says that the window appears. */
  show(route: Route): void {
    for (const listener of this.#showListeners) listener(route);
  }

  view(): Promise<View | null> {
    return Promise.resolve(this.#view);
  }

  onView(listener: (view: View) => void): Promise<void> {
    this.#viewListeners.push(listener);
    return Promise.resolve();
  }

  onChart(listener: (chart: Chart) => void): Promise<void> {
    this.#chartListeners.push(listener);
    return Promise.resolve();
  }

  onShow(listener: (route: Route) => void): Promise<void> {
    this.#showListeners.push(listener);
    return Promise.resolve();
  }

  intend(intent: Intent): Promise<void> {
    this.intents.push(intent);
    this.answer(intent);
    return Promise.resolve();
  }

  fit(height: number): Promise<void> {
    this.height = height;
    return Promise.resolve();
  }

  hold(on: boolean): Promise<void> {
    this.held = on;
    return Promise.resolve();
  }

  copy(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }
}

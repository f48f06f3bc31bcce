// A host for browsers and tests: made-up views, and a record of what was asked of it.
import type { AccountKey } from "../bindings/AccountKey";
import type { Intent } from "../bindings/Intent";
import type { View } from "../bindings/View";
import type { Host } from "./host";

export class FakeHost implements Host {
  readonly intents: Intent[] = [];
  readonly copied: string[] = [];
  height = 0;
  #viewListeners: ((view: View) => void)[] = [];
  #showListeners: ((card: AccountKey | null) => void)[] = [];
  #view: View | null;

  constructor(view: View | null) {
    this.#view = view;
  }

  /** Sends a newer view. */
  publish(view: View): void {
    this.#view = view;
    for (const listener of this.#viewListeners) listener(view);
  }

  /** Says that the window appears. */
  show(card: AccountKey | null): void {
    for (const listener of this.#showListeners) listener(card);
  }

  view(): Promise<View | null> {
    return Promise.resolve(this.#view);
  }

  onView(listener: (view: View) => void): Promise<void> {
    this.#viewListeners.push(listener);
    return Promise.resolve();
  }

  onShow(listener: (card: AccountKey | null) => void): Promise<void> {
    this.#showListeners.push(listener);
    return Promise.resolve();
  }

  intend(intent: Intent): Promise<void> {
    this.intents.push(intent);
    return Promise.resolve();
  }

  fit(height: number): Promise<void> {
    this.height = height;
    return Promise.resolve();
  }

  copy(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }
}

// What the page may ask of the program that shows it. Nothing else leaves or enters the page.
import type { Chart } from "../bindings/Chart";
import type { Intent } from "../bindings/Intent";
import type { Route } from "../bindings/Route";
import type { View } from "../bindings/View";

export interface Host {
  /** What is to be shown; null before anything is known. */
  view(): Promise<View | null>;
  /** Every newer view. */
  onView(listener: (view: View) => void): Promise<void>;
  /** The past of a window, as it was asked for. */
  onChart(listener: (chart: Chart) => void): Promise<void>;
  /** The window appears, and with what it is to open. */
  onShow(listener: (route: Route) => void): Promise<void>;
  /** What a person wants. */
  intend(intent: Intent): Promise<void>;
  /** How high the content is, in CSS pixels. */
  fit(height: number): Promise<void>;
  /** Whether something is under way that a lost focus must not end. */
  hold(on: boolean): Promise<void>;
  /** Puts a text on the clipboard. */
  copy(text: string): Promise<void>;
}

// Made-up pasts: a window used in bursts, with a gap and resets, and what is to be expected of it.
import type { Chart } from "../bindings/Chart";
import type { Point } from "../bindings/Point";
import type { ChartRange } from "../bindings/ChartRange";
import type { AccountKey } from "../bindings/AccountKey";
import { at, HOUR } from "./parts";

const HOURS: Record<ChartRange, number> = { day: 24, week: 168, month: 720, quarter: 2160 };

/** A window that begins anew four times in the chart, with nothing known for a while. */
export function past(now: Date, account: AccountKey, window: string, range: ChartRange): Chart {
  const length = HOURS[range] * HOUR;
  const resets = [0.2, 0.45, 0.7].map((share) => share * length);
  const starts = [0, ...resets];
  const runs = starts.map((start, index) => run(now, length, start, starts[index + 1] ?? length));
  return {
    account,
    window,
    name: "First Service",
    label: { id: "window-weekly", args: {} },
    range,
    from: at(now, -length),
    now: now.toISOString(),
    until: at(now, length * 0.3),
    runs: [...runs.slice(0, 2), ...split(runs[2] ?? []), ...runs.slice(3)],
    resets: resets.map((it) => at(now, it - length)),
    forecast: {
      early: { at: at(now, length * 0.1), left: 0 },
      likely: { at: at(now, length * 0.2), left: 0 },
      late: { at: at(now, length * 0.3), left: 12 },
    },
    sentence: { id: "verdict-runs-out", args: { at: { moment: at(now, length * 0.2) } } },
  };
}

function run(now: Date, length: number, from: number, until: number): Point[] {
  const count = 14;
  return Array.from({ length: count }, (_, step): Point => {
    const share = step / (count - 1);
    const left = Math.max(0, Math.round(100 - 70 * share - 8 * Math.sin(step)));
    return {
      at: at(now, from + share * (until - from) * 0.98 - length),
      left: Math.min(100, left),
      left_shown: String(Math.min(100, left)),
      used_shown: String(100 - Math.min(100, left)),
    };
  });
}

/** The middle of it is not known. */
function split(run: Point[]): Point[][] {
  return [run.slice(0, 5), run.slice(9)];
}

// A chart's geometry: moments and percentages to places of a drawing, and where the axis has its
// marks. Nothing is drawn here, and nothing is decided about what is shown.
import type { Chart } from "./bindings/Chart";
import type { Point } from "./bindings/Point";
import type { Message } from "./bindings/Message";
import type { ChartRange } from "./bindings/ChartRange";
import { moment } from "./time";

/** The drawing's size and the room for the words at its edges, in its own units. */
export const SIZE = { width: 336, height: 158, left: 30, right: 6, top: 8, bottom: 20 };

export interface Drawing {
  /** A line each, as `points` of a polyline. */
  lines: string[];
  /** Every value in the order of time, with its place. */
  dots: { x: number; y: number; dot: Point }[];
  band: string | null;
  likely: string | null;
  resets: number[];
  now: number;
  marks: { x: number; label: Message }[];
}

/** `used` turns it upside down. */
export function draw(chart: Chart, used: boolean): Drawing {
  const [from, until] = [millis(chart.from), millis(chart.until)];
  const { width, height, left, right, top, bottom } = SIZE;
  const x = (at: string | number): number => {
    const share = (millis(at) - from) / Math.max(1, until - from);
    return round(left + Math.min(1, Math.max(0, share)) * (width - left - right));
  };
  const y = (value: number): number =>
    round(top + ((used ? value : 100 - value) / 100) * (height - top - bottom));
  const runs = chart.runs.map((run) => run.map((dot) => ({ x: x(dot.at), y: y(dot.left), dot })));
  const last = chart.runs.at(-1)?.at(-1);
  const start = last === undefined ? null : `${x(chart.now)},${y(last.left)}`;
  const tip = (tip: { at: string; left: number }): string => `${x(tip.at)},${y(tip.left)}`;
  const { forecast } = chart;
  const drawn = forecast !== null && start !== null;
  return {
    lines: runs.map((run) => run.map((it) => `${it.x},${it.y}`).join(" ")),
    dots: runs.flat(),
    band: drawn ? `${start} ${tip(forecast.early)} ${tip(forecast.late)}` : null,
    likely: drawn ? `${start} ${tip(forecast.likely)}` : null,
    resets: chart.resets.map((at) => x(at)),
    now: x(chart.now),
    marks: marks(new Date(from), new Date(until), chart.range).map((at) => ({
      x: x(at.getTime()),
      label: markLabel(at, chart.range),
    })),
  };
}

/** The small area of a row: its upper edge, and closed down to nothing; a path for each run. */
export function area(
  trend: [number, number][][],
  used: boolean,
  width: number,
  height: number,
): { edge: string; whole: string }[] {
  return trend.map((run) => {
    const points = run.map(([across, left]) => {
      const value = used ? left : 100 - left;
      return `${round(across * width)} ${round((value / 100) * height)}`;
    });
    const edge = `M${points.join("L")}`;
    const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0].map((it) => round(it * width));
    return { edge, whole: `${edge}L${last} ${height}L${first} ${height}z` };
  });
}

const STEP_DAYS: Record<Exclude<ChartRange, "day">, number> = { week: 1, month: 7, quarter: 21 };
const STEP_HOURS = 6;

/** Hours of a day, else midnights of the calendar here. */
export function marks(from: Date, until: Date, range: ChartRange): Date[] {
  const found: Date[] = [];
  const at = new Date(from.getFullYear(), from.getMonth(), from.getDate());
  while (at <= until) {
    if (at > from) found.push(new Date(at));
    if (range === "day") at.setHours(at.getHours() + STEP_HOURS);
    else at.setDate(at.getDate() + STEP_DAYS[range]);
  }
  return found;
}

function markLabel(at: Date, range: ChartRange): Message {
  if (range === "day") return { id: "plain", args: { text: { text: clock(at) } } };
  // A weekday is said of days ahead alone; a day of the month always.
  const said = moment(at, new Date(at.getTime() - 86_400_000 * (range === "week" ? 3 : 30)));
  const { day, month } = said.args;
  if (range === "week" && day !== undefined && "message" in day) return day.message;
  return { id: "time-day", args: { day: day ?? plain(""), month: month ?? plain("") } };
}

function plain(text: string): { text: string } {
  return { text };
}

function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

function millis(at: string | number): number {
  return typeof at === "number" ? at : new Date(at).getTime();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

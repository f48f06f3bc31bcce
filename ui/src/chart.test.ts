import { describe, expect, test } from "vitest";
import { area, draw, marks, SIZE } from "./chart";
import { past } from "./samples/past";

const NOW = new Date(2026, 10, 25, 12, 30);
const ACCOUNT = { provider: "first", id: "sample" };

describe("a chart", () => {
  const chart = past(NOW, ACCOUNT, "weekly", "week");

  test("keeps every place inside its edges, in the order of time", () => {
    const drawing = draw(chart, false);
    const across = drawing.dots.map((dot) => dot.x);
    expect(across).toEqual([...across].sort((one, other) => one - other));
    for (const { x, y } of drawing.dots) {
      expect(x).toBeGreaterThanOrEqual(SIZE.left);
      expect(x).toBeLessThanOrEqual(SIZE.width - SIZE.right);
      expect(y).toBeGreaterThanOrEqual(SIZE.top);
      expect(y).toBeLessThanOrEqual(SIZE.height - SIZE.bottom);
    }
  });

  test("shows a gap as a gap and a reset as a reset", () => {
    const drawing = draw(chart, false);
    expect(drawing.lines).toHaveLength(5);
    expect(drawing.resets).toHaveLength(3);
  });

  test("stands on its head when what is used is shown", () => {
    const [left, used] = [draw(chart, false), draw(chart, true)];
    const height = SIZE.top + SIZE.height - SIZE.bottom;
    const sums = left.dots.map((dot, at) => dot.y + (used.dots[at]?.y ?? 0));
    for (const sum of sums) expect(sum).toBeCloseTo(height, 0);
  });

  test("has its band begin at the last value", () => {
    const { band, dots } = draw(chart, false);
    expect(band?.split(" ")[0]?.split(",")[1]).toBe(String(dots.at(-1)?.y));
    expect(draw({ ...chart, runs: [] }, false).band).toBeNull();
  });
});

test("the axis has hours of a day and midnights of longer times", () => {
  const from = new Date(2026, 10, 24, 12, 30);
  const hours = marks(from, NOW, "day").map((at) => at.getHours());
  expect(hours).toEqual([18, 0, 6, 12]);
  const days = marks(new Date(2026, 10, 18, 12), NOW, "week");
  expect(days.map((at) => at.getDate())).toEqual([19, 20, 21, 22, 23, 24, 25]);
  expect(days.every((at) => at.getHours() === 0)).toBe(true);
});

test("a small area fills its box down to the bottom", () => {
  const trend: [number, number][][] = [
    [
      [0, 100],
      [1, 0],
    ],
  ];
  expect(area(trend, false, 44, 12)).toEqual([
    { edge: "M0 0L44 12", whole: "M0 0L44 12L44 12L0 12z" },
  ]);
  expect(area(trend, true, 44, 12)[0]?.edge).toBe("M0 12L44 0");
});

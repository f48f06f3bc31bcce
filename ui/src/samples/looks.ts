// Made-up views that show looks: all calm, every mark, lines, nothing at all.
import type { Card } from "../bindings/Card";
import type { ProblemRow } from "../bindings/ProblemRow";
import type { View } from "../bindings/View";
import marks from "../../../icons/services.json" with { type: "json" };
import problems from "../bindings/problems.json" with { type: "json" };
import { at, card, HOUR, message, MINUTE, plain, row, view } from "./parts";

export { problems };

/** The services that have marks. */
export const SERVICES = Object.keys(marks);

/** A problem as core makes it. */
export function problem(code: string, part: Partial<ProblemRow> = {}): ProblemRow {
  const all = problems as unknown as Record<string, ProblemRow>;
  const known = all[code];
  if (known === undefined) throw new Error(`core makes no problem ${code}`);
  return { ...known, ...part };
}

/** Every window lasts. */
export function calm(now: Date): View {
  const lasts = (hours: number, left: number, even: number): Card["rows"][number] =>
    row({
      id: hours === 5 ? "session" : "weekly",
      kind: hours === 5 ? "session" : "weekly",
      label:
        hours === 5
          ? { id: "window-hours", args: { hours: { number: 5 } } }
          : message("window-weekly"),
      left,
      left_shown: String(left),
      used_shown: String(100 - left),
      even,
      sentence: { id: "verdict-left", args: { left: { text: String(left - 20) } } },
      reset: { at: at(now, (hours * HOUR * even) / 100) },
    });
  const service = (provider: string, name: string, left: number): Card =>
    card(now, {
      key: { provider, id: "sample" },
      name,
      left,
      rows: [lasts(5, left + 10, 50), lasts(168, left, 45)],
    });
  const cards = [
    service("first", "First Service", 63),
    service("second", "Second Service", 74),
    service("third", "Third Service", 81),
  ];
  return view(now, { cards });
}

/** Cards with the marks of real services, and made-up numbers. */
export function services(now: Date, ids: string[]): View {
  const [first, second] = [card(now, {}), calm(now).cards[1]];
  const cards = ids.map((provider, at_): Card => {
    const like = at_ === 0 ? first : (second ?? first);
    return {
      ...like,
      key: { provider, id: "sample" },
      name: provider,
      rows: like.rows.slice(0, 2),
    };
  });
  return view(now, { cards });
}

/** Nine accounts of all kinds, a line each. */
export function compact(now: Date): View {
  const [first, second, third] = calm(now).cards;
  const like = (id: string, from: Card | undefined, part: Partial<Card>): Card =>
    card(now, {
      ...(from === undefined ? {} : { name: from.name, rows: from.rows }),
      key: { provider: id, id },
      ...part,
    });
  const wrong = { problem: problem("key-rejected"), rows: [], read_at: null, left: null };
  const tight = row({
    left: 38,
    left_shown: "38",
    used_shown: "62",
    verdict: "tight",
    sentence: { id: "verdict-tight-left", args: { left: { text: "2" } } },
    tone: "notice",
    reset: { at: at(now, 111 * MINUTE) },
  });
  const balance = {
    id: "credits",
    label: message("balance-label-credits"),
    amount: {
      id: "balance-currency",
      args: { amount: { text: "12.40" }, currency: { text: "USD" }, count: { number: 12 } },
    },
  };
  const cards = [
    like("a", undefined, { name: "First Service", ...wrong, level: "broken" }),
    like("b", undefined, { name: "Second Service" }),
    like("c", third, { name: "Third", label: plain("work"), named: true, rows: [tight] }),
    like("d", third, { name: "Third", label: plain("home"), named: true }),
    like("e", second, { name: "Fourth Service" }),
    like("f", first, { name: "Fifth Service", problem: problem("offline"), old: true }),
    like("g", undefined, { name: "Sixth", rows: [], balances: [balance] }),
    like("h", second, { name: "Seventh" }),
    like("i", third, { name: "Eighth" }),
  ];
  return view(now, { cards, layout: "compact" });
}

export function nothing(now: Date): View {
  const folder = "/home/ada/.local/share";
  const missing = ["/home/ada/.config/tool/accounts.json", `${folder}/opencode/auth.json`];
  return view(now, {
    problems: [problem("no-accounts")],
    level: "broken",
    left: null,
    services: SERVICES.map((id) => ({ id, name: id })),
    places: [
      {
        path: `${folder}/opencode/opencode.db`,
        outcome: "read",
        said: { id: "place-read", args: { entries: { number: 0 } } },
      },
      ...missing.map((path) => ({ path, outcome: "missing", said: message("place-missing") })),
      {
        path: "/home/ada/.tool/.credentials.json",
        outcome: "unreadable",
        said: { id: "place-unreadable", args: { reason: { text: "Permission denied" } } },
      },
    ],
  });
}

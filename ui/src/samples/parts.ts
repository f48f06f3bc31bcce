// The parts of made-up views, each with what is usual where nothing else is said.
import type { Card } from "../bindings/Card";
import type { Level } from "../bindings/Level";
import type { Message } from "../bindings/Message";
import type { Need } from "../bindings/Need";
import type { ProblemRow } from "../bindings/ProblemRow";
import type { Row } from "../bindings/Row";
import type { SettingsView } from "../bindings/SettingsView";
import type { Summary } from "../bindings/Summary";
import type { View } from "../bindings/View";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function at(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}

export function message(id: string): Message {
  return { id, args: {} };
}

export function plain(text: string): Message {
  return { id: "plain", args: { text: { text } } };
}

export function row(part: Partial<Row>): Row {
  return {
    id: "session",
    kind: "session",
    scope: "all",
    label: { id: "window-hours", args: { hours: { number: 5 } } },
    left: 63,
    left_shown: "63",
    used_shown: "37",
    even: 51,
    verdict: "lasts",
    sentence: { id: "verdict-left", args: { left: { text: "26" } } },
    amount: null,
    reset: "unknown",
    tone: "calm",
    folded: false,
    trend: [
      [
        [0.02, 100],
        [0.2, 91],
        [0.35, 84],
      ],
      [
        [0.5, 80],
        [0.7, 71],
        [1, 63],
      ],
    ],
    snoozed: false,
    ...part,
  };
}

/** Of a level and with as much left as its rows have. */
export function card(now: Date, part: Partial<Card>): Card {
  const whole = parts(now, part);
  const counting = whole.rows.filter((it) => !it.folded && it.left !== null);
  const tone = counting.map((it) => NEEDS.indexOf(it.tone)).sort()[0];
  const left = counting.map((it) => it.left ?? 0).sort((one, other) => one - other)[0];
  return {
    ...whole,
    worst: worst([whole])[0]?.row.id ?? null,
    level: part.level ?? NEEDS[tone ?? 2] ?? "calm",
    left: part.left === undefined ? (left ?? null) : part.left,
  };
}

function parts(now: Date, part: Partial<Card>): Card {
  return {
    key: { provider: "first", id: "sample" },
    name: "First Service",
    plan: "Plus",
    label: plain("ada@example.org"),
    named: false,
    pages: [
      {
        kind: "usage",
        link: { kind: "provider", provider: "first", id: "usage" },
        host: "first.example",
      },
      {
        kind: "status",
        link: { kind: "provider", provider: "first", id: "status" },
        host: "status.first.example",
      },
    ],
    origin: { path: "/home/ada/.local/share/opencode/auth.json", entry: "first" },
    endpoint: "https://first.example/usage",
    read_at: at(now, -3 * MINUTE),
    old: false,
    busy: false,
    level: "calm",
    left: 63,
    muted: false,
    provider_muted: false,
    rows: [
      row({ reset: { at: at(now, 2.5 * HOUR) } }),
      row({
        id: "weekly",
        kind: "weekly",
        label: message("window-weekly"),
        left: 12,
        left_shown: "12",
        used_shown: "88",
        even: 40,
        verdict: "runs-out",
        sentence: { id: "verdict-runs-out", args: { at: { moment: at(now, 30 * HOUR) } } },
        reset: { at: at(now, 66 * HOUR) },
        tone: "critical",
      }),
    ],
    worst: null,
    balances: [],
    notes: [],
    problem: null,
    ...part,
  };
}

export function settings(cards: Card[]): SettingsView {
  return {
    language: null,
    languages: [
      { value: "en", name: "English" },
      { value: "zh-Hans", name: "简体中文" },
      { value: "fr", name: "Français" },
    ],
    interval_minutes: 5,
    thresholds: [80, 95, 100],
    notifications: [
      ["usage", true],
      ["sign-in", true],
      ["pace", false],
      ["available", false],
    ],
    quiet_hours: { on: false, from: "22:00", to: "07:00", "used-up-passes": true },
    hook: null,
    switches: ["start-at-login"],
    popup_ready: 10,
    keep_history_days: 90,
    metrics_port: 0,
    proxy: null,
    opencode_directories: [],
    oauth_clients: [{ provider: "third", name: "Third Service", is_set: true }],
    accounts: cards.map((card) => ({
      key: card.key,
      name: card.name,
      label: card.label,
      nickname: null,
      hidden: false,
      muted: card.muted,
      masked: false,
    })),
    providers: cards.map((card) => ({
      provider: card.key.provider,
      name: card.name,
      muted: card.provider_muted,
      thresholds: null,
      windows: card.rows.map((row) => ({ window: row.id, label: row.label, thresholds: null })),
    })),
    undo: null,
    refused: null,
  };
}

const NEEDS: Level[] = ["critical", "notice", "calm", "broken"];

/** As core has it: problems first, then by level. */
export function inOrder(cards: Card[]): Card[] {
  const place = ({ problem, level }: Card): number =>
    problem !== null && !problem.quiet && (!problem.passes || level === "broken")
      ? -1
      : NEEDS.indexOf(level);
  return [...cards].sort((one, other) => place(one) - place(other));
}

function worst(cards: Card[]): { card: Card; row: Row }[] {
  const rows = cards.flatMap((card) => card.rows.map((row) => ({ card, row })));
  const place = (row: Row): number => NEEDS.indexOf(row.tone) * 1000 + (row.left ?? 0);
  return rows
    .filter(({ row }) => !row.folded && row.left !== null)
    .sort((one, other) => place(one.row) - place(other.row));
}

/** As core has it, for the states that are shown here. */
function summary(cards: Card[], stores: ProblemRow[]): Summary {
  const calls = (problem: ProblemRow | null): problem is ProblemRow => problem?.calls === true;
  const told = ({ card, row }: { card: Card; row: Row }): Need => ({
    account: card.key,
    window: row.id,
    says: row.sentence,
  });
  const needs = inOrder(cards).flatMap((card): Need[] => {
    if (calls(card.problem)) return [{ account: card.key, window: null, says: card.problem.title }];
    return worst([card])
      .slice(0, 1)
      .filter(({ row }) => row.tone === "critical")
      .map(told);
  });
  const first = worst(cards)[0];
  return {
    needs: [
      ...stores
        .filter(calls)
        .map((problem) => ({ account: null, window: null, says: problem.title })),
      ...needs,
    ],
    tightest: first === undefined ? null : told(first),
    lasts: worst(cards).every(({ row }) => row.tone === "calm" && row.verdict === "lasts"),
  };
}

export function view(now: Date, part: Partial<View>): View {
  const cards = part.cards ?? [];
  const levels = cards.filter((it) => it.left !== null).map((it) => NEEDS.indexOf(it.level));
  const left = cards.flatMap((it) => it.left ?? []).sort((one, other) => one - other)[0];
  return {
    at: now.toISOString(),
    language: "en",
    demo: false,
    level: NEEDS[Math.min(...levels)] ?? "broken",
    left: left ?? null,
    share: "left",
    clock: "countdown",
    layout: "cards",
    suggests_compact: false,
    busy: false,
    summary: summary(cards, part.problems ?? []),
    cards: [],
    by_need: inOrder(cards).map(({ key }) => key),
    services: [],
    problems: [],
    places: [
      {
        path: "/home/ada/.local/share/opencode/opencode.db",
        outcome: "missing",
        said: message("place-missing"),
      },
      {
        path: "/home/ada/.local/share/opencode/auth.json",
        outcome: "read",
        said: { id: "place-read", args: { entries: { number: 3 } } },
      },
    ],
    paused_until: null,
    notices: [],
    questions: [],
    settings: settings(cards),
    report: "Plimsoll 0.1.0 on Linux\nA made-up report",
    version: "0.1.0",
    ...part,
  };
}

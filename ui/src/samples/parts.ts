// The parts of made-up views, each with what is usual where nothing else is said.
import type { Card } from "../bindings/Card";
import type { Message } from "../bindings/Message";
import type { Row } from "../bindings/Row";
import type { SettingsView } from "../bindings/SettingsView";
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
    sentence: message("verdict-lasts"),
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

export function card(now: Date, part: Partial<Card>): Card {
  return {
    key: { provider: "first", id: "sample" },
    name: "First Service",
    plan: "Plus",
    label: plain("ada@example.org"),
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

export function view(now: Date, part: Partial<View>): View {
  const cards = part.cards ?? [];
  return {
    at: now.toISOString(),
    language: "en",
    demo: false,
    level: "notice",
    left: 12,
    share: "left",
    clock: "countdown",
    busy: false,
    cards: [],
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

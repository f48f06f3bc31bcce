// Made-up views for browsers and tests: one function a state, relative to the moment it is given.
import type { Card } from "./bindings/Card";
import type { Message } from "./bindings/Message";
import type { ProblemRow } from "./bindings/ProblemRow";
import type { Row } from "./bindings/Row";
import type { View } from "./bindings/View";

type Sample = (now: Date) => View | null;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function at(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}

function message(id: string): Message {
  return { id, args: {} };
}

function plain(text: string): Message {
  return { id: "plain", args: { text: { text } } };
}

function row(part: Partial<Row>): Row {
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
    level: "calm",
    folded: false,
    ...part,
  };
}

function card(now: Date, part: Partial<Card>): Card {
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
        level: "notice",
      }),
    ],
    balances: [],
    notes: [],
    problem: null,
    ...part,
  };
}

function problem(part: Partial<ProblemRow>): ProblemRow {
  return {
    code: "key-rejected",
    title: message("problem-key-rejected-title"),
    why: message("problem-key-rejected-why"),
    steps: [
      { kind: "say", text: message("problem-sign-in-refused-sign-in") },
      { kind: "copy", text: message("step-copy-command"), copy: "opencode auth login" },
      {
        kind: "open",
        text: message("step-open-keys"),
        link: { kind: "provider", provider: "second", id: "keys" },
        host: "second.example",
        url: "https://second.example/keys",
      },
      { kind: "press", text: message("step-retry"), intent: { do: "refresh-all" } },
    ],
    detail: "made-up: the service's own words",
    retry_at: null,
    path: null,
    ...part,
  };
}

function view(now: Date, part: Partial<View>): View {
  return {
    at: now.toISOString(),
    language: "en",
    demo: false,
    level: "notice",
    share: "left",
    clock: "countdown",
    busy: false,
    cards: [],
    problems: [],
    places: [
      { path: "/home/ada/.local/share/opencode/opencode.db", outcome: "missing", said: message("place-missing") },
      {
        path: "/home/ada/.local/share/opencode/auth.json",
        outcome: "read",
        said: { id: "place-read", args: { entries: { number: 3 } } },
      },
    ],
    paused_until: null,
    notices: [],
    version: "0.1.0",
    ...part,
  };
}

function usual(now: Date): View {
  return view(now, {
    cards: [
      card(now, {}),
      card(now, {
        key: { provider: "second", id: "sample" },
        name: "Second Service",
        plan: "Pro",
        label: plain("…a1b2"),
        rows: [
          row({ left: 0.3, left_shown: "<1", used_shown: ">99", verdict: "used-up", sentence: message("verdict-used-up"), level: "critical", reset: { at: at(now, 40 * MINUTE) } }),
          row({ id: "tools", kind: "monthly", scope: "tools", label: message("window-tools"), folded: true, verdict: "none", sentence: null, even: null }),
        ],
      }),
      card(now, {
        key: { provider: "third", id: "sample" },
        name: "Third Service",
        plan: null,
        label: plain("grace@example.org"),
        rows: [
          row({ id: "gemini", scope: { pool: "Gemini" }, label: { id: "window-pool", args: { pool: { text: "Gemini" }, window: { message: message("window-weekly") } } }, reset: "not-started" }),
          row({ id: "claude", left: null, left_shown: null, used_shown: null, even: null, verdict: "none", sentence: message("verdict-unknown"), label: { id: "window-pool", args: { pool: { text: "Claude + GPT" }, window: { message: message("window-weekly") } } }, level: "broken" }),
        ],
      }),
    ],
  });
}

export const samples: Record<string, Sample> = {
  usual,
  loading: () => null,
  searching: (now) => view(now, { busy: true, places: [] }),
  used: (now) => ({ ...usual(now), share: "used", clock: "clock" }),
  demo: (now) => ({ ...usual(now), demo: true, paused_until: at(now, 50 * MINUTE) }),
  broken: (now) =>
    view(now, {
      level: "broken",
      cards: [
        card(now, { key: { provider: "fourth", id: "sample" }, problem: problem({}), rows: [], read_at: null, name: "Fourth Service", label: plain("…c3d4"), level: "broken" }),
        card(now, {
          problem: problem({
            code: "offline",
            title: message("problem-offline-title"),
            why: message("problem-offline-why"),
            retry_at: at(now, 4 * MINUTE),
          }),
          old: true,
          read_at: at(now, -3 * HOUR),
        }),
      ],
    }),
  nothing: (now) =>
    view(now, {
      level: "broken",
      problems: [
        problem({
          code: "no-accounts",
          title: message("problem-no-accounts-title"),
          why: message("problem-no-accounts-why"),
          detail: null,
          steps: [
            { kind: "say", text: message("problem-no-accounts-sign-in") },
            { kind: "copy", text: message("step-copy-command"), copy: "opencode auth login" },
            { kind: "say", text: message("problem-no-accounts-directory") },
            { kind: "press", text: message("step-retry"), intent: { do: "refresh-all" } },
          ],
        }),
      ],
      notices: [message("notice-no-tray-host")],
    }),
  long: (now) =>
    view(now, {
      cards: [
        card(now, {
          name: "A service with a remarkably long name of its own",
          plan: "Enterprise Unlimited Plus",
          label: plain("a.person.with.a.very.long.name@an-organisation-with-a-long-name.example.org"),
          notes: [message("note-team-ids")],
          balances: [{ id: "credits", label: message("balance-label-credits"), amount: { id: "balance-credits", args: { amount: { text: "125.0" } } } }],
        }),
      ],
    }),
};

// Made-up views for browsers and tests: one function a state, relative to the moment it is given.
import type { Card } from "../bindings/Card";
import type { Message } from "../bindings/Message";
import type { View } from "../bindings/View";
import { calm, compact, nothing, problem, problems, SERVICES, services } from "./looks";
import { card, HOUR, MINUTE, at, message, plain, row, settings, view } from "./parts";

type Sample = (now: Date) => View | null;

function isOfStore(code: string): boolean {
  return code === "no-accounts" || code.startsWith("store-");
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
        left: 0.3,
        level: "critical",
        rows: [
          row({
            left: 0.3,
            left_shown: "<1",
            used_shown: ">99",
            verdict: "runs-out",
            sentence: { id: "verdict-runs-out", args: { at: { moment: at(now, 2 * MINUTE) } } },
            tone: "critical",
            reset: { at: at(now, 40 * MINUTE) },
          }),
          row({
            id: "tools",
            kind: "monthly",
            scope: "tools",
            label: message("window-tools"),
            folded: true,
            verdict: "none",
            sentence: null,
            even: null,
          }),
        ],
      }),
      card(now, {
        key: { provider: "third", id: "sample" },
        name: "Third Service",
        plan: null,
        label: plain("grace@example.org"),
        rows: [
          pool("Gemini", {
            left: 100,
            left_shown: "100",
            used_shown: "0",
            even: null,
            verdict: "none",
            sentence: null,
            reset: "not-started",
          }),
          pool("Vega + Nova", {
            id: "vega",
            left: null,
            left_shown: null,
            used_shown: null,
            even: null,
            verdict: "none",
            sentence: message("verdict-unknown"),
            tone: "calm",
          }),
        ],
      }),
    ],
  });
}

function pool(name: string, part: Partial<Card["rows"][number]>): Card["rows"][number] {
  const window = { message: message("window-weekly") };
  const label: Message = { id: "window-pool", args: { pool: { text: name }, window } };
  return row({ id: "gemini", kind: "weekly", scope: { pool: name }, label, ...part });
}

/** One card, the first service's. */
function one(now: Date, part: Partial<Card>, whole: Partial<View> = {}): View {
  return view(now, { cards: [card(now, part)], ...whole });
}

function many(now: Date, count: number): View {
  const cards = Array.from({ length: count }, (_, number) =>
    card(now, {
      key: { provider: "first", id: String(number) },
      label: { id: "account-number", args: { number: { number: number + 1 } } },
      named: true,
    }),
  );
  return view(now, { cards });
}

function withProblem(now: Date, code: string): View {
  if (isOfStore(code)) {
    const cards = code === "no-accounts" ? [] : [card(now, {})];
    const level = code === "no-accounts" ? "broken" : "calm";
    return view(now, { problems: [problem(code)], cards, level });
  }
  return one(
    now,
    { problem: problem(code), rows: [], read_at: null, level: "broken", left: null },
    { level: "broken", left: null },
  );
}

/** The service refuses further use although a window has something left, and says why. */
function blocked(now: Date): View {
  return one(
    now,
    {
      level: "critical",
      left: 0,
      plan: "Business Premium",
      notes: [
        message("note-main-not-reported"),
        { id: "note-organisation-allowance", args: { count: { number: 31 } } },
      ],
      rows: [
        row({}),
        row({
          id: "weekly",
          kind: "weekly",
          label: message("window-weekly"),
          left: 0,
          left_shown: "0",
          used_shown: "100",
          verdict: "used-up",
          sentence: message("blocked-credits-member"),
          tone: "critical",
          reset: { at: at(now, 76 * HOUR) },
        }),
        row({
          id: "until",
          kind: "other",
          scope: { pool: "Gemini" },
          label: {
            id: "window-pool",
            args: {
              pool: { text: "Gemini" },
              window: {
                message: { id: "window-until", args: { reset: { moment: at(now, 52 * HOUR) } } },
              },
            },
          },
          verdict: "none",
          sentence: null,
          even: null,
        }),
      ],
    },
    { level: "critical", left: 0 },
  );
}

const LONG = "remarkably-long-".repeat(40);
/** More than core lets through: it cuts such text and takes what reorders it out. */
const HOSTILE = `<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>\u202Etxt.exe\u2066 ${"A".repeat(200)}`;

const states: Record<string, Sample> = {
  usual,
  blocked,
  loading: () => null,
  searching: (now) => view(now, { busy: true, places: [], level: "broken", left: null }),
  refreshing: (now) => one(now, { busy: true }, { busy: true }),
  used: (now) => ({ ...usual(now), share: "used", clock: "clock" }),
  old: (now) => one(now, { old: true, read_at: at(now, -3 * HOUR) }),
  offline: (now) =>
    one(now, {
      problem: problem("offline", { retry_at: at(now, 4 * MINUTE) }),
      old: true,
      read_at: at(now, -3 * HOUR),
    }),
  "used-up": (now) =>
    one(
      now,
      {
        level: "critical",
        left: 0,
        rows: [
          row({
            left: 0,
            left_shown: "0",
            used_shown: "100",
            verdict: "used-up",
            sentence: message("verdict-used-up"),
            tone: "critical",
            reset: { at: at(now, 100 * MINUTE) },
          }),
        ],
      },
      { level: "critical", left: 0 },
    ),
  tight: (now) =>
    one(now, {
      rows: [
        row({
          left: 30,
          left_shown: "30",
          used_shown: "70",
          even: 35,
          verdict: "tight",
          sentence: { id: "verdict-tight", args: { at: { moment: at(now, 90 * MINUTE) } } },
          tone: "notice",
          reset: { at: at(now, 105 * MINUTE) },
        }),
      ],
    }),
  unlimited: (now) => one(now, { rows: [], left: null, notes: [message("note-unlimited")] }),
  "no-quota": (now) =>
    one(now, { rows: [], left: null, notes: [message("note-no-quota-reported")] }),
  balances: (now) =>
    one(now, {
      balances: [
        {
          id: "credits",
          label: message("balance-label-credits"),
          amount: {
            id: "balance-credits",
            args: { amount: { text: "125.0" }, count: { number: 125 } },
          },
        },
        {
          id: "resets",
          label: message("balance-label-resets"),
          amount: { id: "balance-units", args: { amount: { text: "2" }, count: { number: 2 } } },
        },
      ],
      rows: [
        row({
          amount: {
            id: "amount-of-requests",
            args: { used: { number: 1234.5 }, limit: { number: 12_000 } },
          },
          reset: { at: at(now, 8 * 24 * HOUR) },
        }),
      ],
    }),
  "nothing-kept": (now) => usual(now),
  muted: (now) => one(now, { muted: true }),
  "provider-muted": (now) => one(now, { muted: true, provider_muted: true }),
  snoozed: (now) => one(now, { rows: [row({ snoozed: true, reset: { at: at(now, HOUR) } })] }),
  untold: (now) => {
    const what: Message = {
      id: "alert-threshold-title",
      args: { name: { text: "First Service" }, used: { text: "88" } },
    };
    return { ...usual(now), notices: [{ id: "notice-untold", args: { what: { message: what } } }] };
  },
  three: (now) =>
    view(now, {
      cards: ["first", "second", "third"].map((provider) =>
        card(now, { key: { provider, id: "sample" }, name: `${provider} service` }),
      ),
    }),
  many: (now) => many(now, 30),
  hundred: (now) => many(now, 100),
  long: (now) =>
    one(now, {
      name: "A service with a remarkably long name of its own",
      plan: "Enterprise Unlimited Plus",
      label: plain("a.person.with.a.very.long.name@an-organisation-with-a-long-name.example.org"),
      notes: [message("note-team-ids")],
      rows: [pool(LONG.slice(0, 120), { reset: { at: at(now, 66 * HOUR) } })],
      origin: { path: `/home/ada/${LONG}`, entry: LONG },
      endpoint: `https://first.example/${LONG}`,
    }),
  hostile: (now) =>
    one(now, {
      plan: HOSTILE,
      label: plain(HOSTILE),
      rows: [pool(HOSTILE, { label: plain(HOSTILE) })],
      notes: [plain(HOSTILE)],
      problem: problem("format-changed", { detail: HOSTILE }),
    }),
  nothing: (now) => nothing(now),
  calm: (now) => calm(now),
  services: (now) => services(now, SERVICES.slice(0, 4)),
  compact: (now) => compact(now),
  "compact-suggested": (now) => ({ ...compact(now), layout: "cards", suggests_compact: true }),
  "every-service": (now) => services(now, SERVICES),
  "two-needs": (now) =>
    view(now, {
      cards: [
        card(now, {
          problem: problem("key-rejected"),
          rows: [],
          read_at: null,
          level: "broken",
          left: null,
        }),
        card(now, {
          key: { provider: "second", id: "sample" },
          name: "Second Service",
          problem: problem("quota-not-shared"),
          rows: [],
          read_at: null,
          level: "broken",
          left: null,
        }),
        ...calm(now).cards.slice(2),
      ],
    }),
  "no-tray": (now) => ({ ...usual(now), notices: [message("notice-no-tray-host")] }),
  question: (now) => ({
    ...usual(now),
    questions: [
      {
        service: "harbour",
        name: "Harbour",
        path: "/home/ada/.config/plimsoll/providers/harbour.toml",
        sends: [{ from: "$HARBOUR_API_KEY", host: "api.harbour.example" }],
      },
    ],
  }),
  "settings-mistake": (now) => ({
    ...usual(now),
    notices: [{ id: "notice-settings-mistake", args: { reason: { text: "line 3: invalid key" } } }],
  }),
  paused: (now) => ({ ...usual(now), paused_until: at(now, 50 * MINUTE) }),
  demo: (now) => ({ ...usual(now), demo: true }),
  undo: (now) => {
    const shown = usual(now);
    return { ...shown, settings: { ...shown.settings, undo: message("setting-language") } };
  },
  refused: (now) => {
    const shown = usual(now);
    const refused = { setting: "opencode-directories", why: message("refused-directory") };
    return { ...shown, settings: { ...shown.settings, refused } };
  },
  "settings-full": (now) => {
    const shown = usual(now);
    const full = settings(shown.cards);
    full.accounts = full.accounts.map((account, index) => ({
      ...account,
      hidden: index === 1,
      muted: index === 2,
      nickname: index === 0 ? "Work" : null,
    }));
    full.quiet_hours = { ...full.quiet_hours, on: true };
    full.metrics_port = 9464;
    full.hook = "/home/ada/bin/told";
    full.proxy = "http://•••@proxy.example:8080";
    full.opencode_directories = ["/srv/opencode", `/srv/${LONG.slice(0, 80)}`];
    return { ...shown, settings: { ...full, undo: message("setting-opencode-directories") } };
  },
};

export const samples: Record<string, Sample> = {
  ...states,
  ...Object.fromEntries(
    Object.keys(problems).map((code) => [`problem-${code}`, (now: Date) => withProblem(now, code)]),
  ),
};

// What the page knows: the newest view, its words, the moment, what is to be in route. It decides
// nothing; everything comes from the host.
import type { AccountKey } from "./bindings/AccountKey";
import type { Arg } from "./bindings/Arg";
import type { Card } from "./bindings/Card";
import type { Chart } from "./bindings/Chart";
import type { Change } from "./bindings/Change";
import type { Intent } from "./bindings/Intent";
import type { Message } from "./bindings/Message";
import type { ChartRange } from "./bindings/ChartRange";
import type { Route } from "./bindings/Route";
import type { View } from "./bindings/View";
import type { Marks } from "../build/marks";
import type { Host } from "./host/host";
import { ready } from "./lazy.svelte";
import { Words } from "./text";

/** Countdowns show minutes; this keeps them right to a few seconds. */
const BEAT = 10_000;

export class Session {
  readonly host: Host;
  view = $state.raw<View | null>(null);
  words = $state.raw<Words | null>(null);
  /** The services' own marks. */
  marks = $state.raw<Marks>({});
  readonly #marks = import("./marks").then((part) => part.default);
  now = $state.raw(new Date());
  /** The cards in an order that stands still while it is seen. */
  readonly cards: Card[] = $derived.by(() => this.#inOrder(this.view?.cards ?? []));
  #order = $state.raw<string[]>([]);
  /** The user's own order when the cards were last put in theirs. */
  #wish = "";
  /** How far down something reaches that lies over the page; the page is at least as high. */
  reach = $state(0);
  /** In which appearance a problem was seen first, and the one whose steps are shown in this one. */
  readonly #seen = new Map<string, number>();
  #told = { problem: "", at: 0 };
  page = $state<"cards" | "settings" | "past">("cards");
  /** Of the settings: the page that is open, and what is searched for. */
  section = $state<string | null>(null);
  search = $state("");
  /** The past that is shown, as soon as it is there; over this time. */
  chart = $state.raw<Chart | null>(null);
  range = $state<ChartRange>("day");
  #pastOf: { account: AccountKey; window: string } | null = null;
  /** The reading up to which it was asked for. */
  #pastUntil = "";
  /** The card to bring into route; whoever does that takes it away. */
  wanted = $state.raw<AccountKey | null>(null);
  /** The setting to bring into route; likewise. */
  wantedSetting = $state<string | null>(null);
  /** How often the window has appeared. */
  appearances = $state(0);
  /** A setting was changed since the window appeared. */
  changed = $state(false);
  #turn = 0;
  #holds = 0;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  /** Begins to listen; ends with the function that it gives. */
  async start(): Promise<() => void> {
    document.addEventListener("visibilitychange", this.#wake);
    this.#wake();
    await this.host.onView((view) => void this.#take(view));
    await this.host.onChart((chart) => this.#drawn(chart));
    await this.host.onShow((route) => this.#appear(route));
    const view = await this.host.view();
    if (view !== null) await this.#take(view);
    return () => {
      clearInterval(this.#beat);
      document.removeEventListener("visibilitychange", this.#wake);
    };
  }

  intend(intent: Intent): void {
    void this.host.intend(intent);
  }

  change(change: Change): void {
    this.changed = true;
    this.intend({ do: "change", change });
  }

  /** Shows the settings, with one of them in sight where one is named. */
  openSettings(setting: string | null = null): void {
    this.page = "settings";
    this.section = null;
    this.search = "";
    this.wantedSetting = setting;
  }

  /** Shows the past of a window, over a time that suits its length. */
  openPast(account: AccountKey, window: string, range: ChartRange): void {
    this.#pastOf = { account, window };
    this.chart = null;
    this.page = "past";
    this.showPast(range);
  }

  /** The same over another time. */
  showPast(range: ChartRange): void {
    this.range = range;
    const of = this.#pastOf;
    if (of === null) return;
    this.#pastUntil = this.#reading(of.account);
    this.intend({ do: "show-past", ...of, range });
  }

  /** Back from a page of the settings to their list, from there or from a past to the cards. */
  back(): void {
    if (this.page === "settings" && this.section !== null) {
      this.section = null;
      return;
    }
    this.wanted = this.page === "past" ? (this.#pastOf?.account ?? null) : null;
    this.page = "cards";
    this.#pastOf = null;
  }

  /** Keeps the window open whatever happens elsewhere, until the function that it gives is called. */
  hold(): () => void {
    if (++this.#holds === 1) void this.host.hold(true);
    let holds = true;
    return () => {
      if (!holds) return;
      holds = false;
      if (--this.#holds === 0) void this.host.hold(false);
    };
  }

  /** Whether the text is on the clipboard now. */
  async copy(text: string): Promise<boolean> {
    const release = this.hold();
    try {
      await this.host.copy(text);
      return true;
    } catch {
      return false;
    } finally {
      release();
    }
  }

  say(message: Message): string {
    return this.words?.say(message, this.now) ?? "";
  }

  own(id: string, args: { [name: string]: Arg } = {}): string {
    return this.say({ id, args });
  }

  /** Whether the steps of a problem are to be shown by themselves: the first time, one at a time. */
  isFirstSight(problem: string): boolean {
    // What is there before the window is shown is seen as soon as it is.
    const at = Math.max(1, this.appearances);
    const seen = this.#seen.get(problem) ?? at;
    this.#seen.set(problem, seen);
    if (seen !== at) return false;
    if (this.#told.at !== at) this.#told = { problem, at };
    return this.#told.problem === problem;
  }

  /** By need, as it is now. */
  #sort(): void {
    this.#order = (this.view?.by_need ?? []).map(nameOf);
  }

  /** What has come since the order was made follows the others. */
  #inOrder(cards: Card[]): Card[] {
    const place = ({ key }: Card): number => {
      const at = this.#order.indexOf(nameOf(key));
      return at === -1 ? this.#order.length : at;
    };
    return [...cards].sort((one, other) => place(one) - place(other));
  }

  /** A hidden page does nothing: no beat, and nothing moves. */
  #wake = (): void => {
    const visible = document.visibilityState === "visible";
    clearInterval(this.#beat);
    this.#beat = visible ? setInterval(() => (this.now = new Date()), BEAT) : undefined;
    if (visible) this.now = new Date();
    document.documentElement.toggleAttribute("data-asleep", !visible);
  };

  /** One that was asked for before something else was is not shown. */
  #drawn(chart: Chart): void {
    const of = this.#pastOf;
    const is_it =
      of?.window === chart.window &&
      of.account.provider === chart.account.provider &&
      of.account.id === chart.account.id;
    if (is_it && chart.range === this.range) this.chart = chart;
  }

  #appear(route: Route): void {
    this.now = new Date();
    this.changed = false;
    this.#sort();
    this.appearances++;
    this.page = route === "settings" ? "settings" : "cards";
    this.section = null;
    this.search = "";
    this.#pastOf = null;
    this.wanted = typeof route === "object" ? route.card : null;
  }

  /** Words come first, so that no view is shown in the language of another. */
  async #take(view: View): Promise<void> {
    const turn = ++this.#turn;
    const hasProblems = view.problems.length > 0 || view.cards.some((it) => it.problem !== null);
    const [words, marks] = await Promise.all([
      this.#wordsOf(view.language, hasProblems),
      this.#marks,
      ready(view),
    ]);
    // A newer view has come while the words were loading.
    if (turn !== this.#turn) return;
    document.documentElement.lang = view.language;
    this.now = new Date();
    this.words = words;
    this.marks = marks;
    const wish = JSON.stringify(view.settings.accounts.map(({ key }) => key));
    const is_first = this.view === null;
    this.view = view;
    if (is_first || wish !== this.#wish || document.visibilityState === "hidden") this.#sort();
    this.#wish = wish;
    const of = this.#pastOf;
    if (of !== null && this.#reading(of.account) !== this.#pastUntil) this.showPast(this.range);
  }

  /** Those that are known already where they are enough. */
  async #wordsOf(language: string, withProblems: boolean): Promise<Words> {
    const { words } = this;
    const known = words !== null && words.language === language ? words : null;
    if (known !== null && (known.withProblems || !withProblems)) return known;
    return Words.load(language, withProblems);
  }

  /** Tells an account's readings apart, also two within one second. */
  #reading({ provider, id }: AccountKey): string {
    const card = this.view?.cards.find(({ key }) => key.provider === provider && key.id === id);
    return JSON.stringify([card?.read_at, card?.rows.map((row) => row.left)]);
  }
}

function nameOf({ provider, id }: AccountKey): string {
  return `${provider}/${id}`;
}

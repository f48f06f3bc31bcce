// What the page knows: the newest view, its words, the moment, the card to bring into sight. It
// decides nothing; everything comes from the host.
import type { AccountKey } from "./bindings/AccountKey";
import type { Intent } from "./bindings/Intent";
import type { Message } from "./bindings/Message";
import type { View } from "./bindings/View";
import type { Arg } from "./bindings/Arg";
import type { Host } from "./host/host";
import { Words } from "./text";

/** Countdowns show minutes; this keeps them right to a few seconds. */
const BEAT = 10_000;

export class Session {
  readonly host: Host;
  view = $state.raw<View | null>(null);
  words = $state.raw<Words | null>(null);
  now = $state.raw(new Date());
  /** The card to bring into sight; whoever does that takes it away. */
  wanted = $state.raw<AccountKey | null>(null);
  #turn = 0;

  constructor(host: Host) {
    this.host = host;
  }

  /** Begins to listen; ends with the function that it gives. */
  async start(): Promise<() => void> {
    await this.host.onView((view) => void this.#take(view));
    await this.host.onShow((card) => {
      this.now = new Date();
      this.wanted = card;
    });
    const view = await this.host.view();
    if (view !== null) await this.#take(view);
    const beat = setInterval(() => {
      if (document.visibilityState === "visible") this.now = new Date();
    }, BEAT);
    return () => clearInterval(beat);
  }

  intend(intent: Intent): void {
    void this.host.intend(intent);
  }

  say(message: Message): string {
    return this.words?.say(message, this.now) ?? "";
  }

  own(id: string, args: { [name: string]: Arg } = {}): string {
    return this.say({ id, args });
  }

  /** Words come first, so that no view is shown in the language of another. */
  async #take(view: View): Promise<void> {
    const turn = ++this.#turn;
    const known = this.words?.language === view.language ? this.words : null;
    const words = known ?? (await Words.load(view.language));
    // A newer view has come while the words were loading.
    if (turn !== this.#turn) return;
    document.documentElement.lang = view.language;
    this.now = new Date();
    this.words = words;
    this.view = view;
  }
}

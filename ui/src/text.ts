// Message id + arguments + language -> words: the page's twin of core's text/words.rs, over the
// same catalogue.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import type { Arg } from "./bindings/Arg";
import type { Message } from "./bindings/Message";
import { moment, parts } from "./time";

type Catalogue = () => Promise<{ default: string }>;

/** One chunk a language, so that only the one that is shown gets loaded. */
const CATALOGUES: Record<string, Catalogue[]> = {
  en: [
    () => import("../../locales/en/view.ftl?raw"),
    () => import("../../locales/en/problems.ftl?raw"),
    () => import("../../locales/en/settings.ftl?raw"),
  ],
  fr: [
    () => import("../../locales/fr/view.ftl?raw"),
    () => import("../../locales/fr/problems.ftl?raw"),
    () => import("../../locales/fr/settings.ftl?raw"),
  ],
  "zh-Hans": [
    () => import("../../locales/zh-Hans/view.ftl?raw"),
    () => import("../../locales/zh-Hans/problems.ftl?raw"),
    () => import("../../locales/zh-Hans/settings.ftl?raw"),
  ],
};

/** One language's words. */
export class Words {
  readonly language: string;
  readonly #bundle: FluentBundle;
  /** What messages without arguments say: most of a page, and always the same. */
  readonly #said = new Map<string, string>();

  /** Loads a language; English where there is none of that name. */
  static async load(language: string): Promise<Words> {
    const known = language in CATALOGUES ? language : "en";
    const texts = await Promise.all((CATALOGUES[known] ?? []).map((load) => load()));
    return new Words(
      known,
      texts.map((text) => text.default),
    );
  }

  constructor(language: string, catalogue: string[]) {
    this.language = language;
    this.#bundle = new FluentBundle(language, { useIsolating: false });
    for (const text of catalogue) {
      this.#bundle.addResource(new FluentResource(text), { allowOverrides: true });
    }
  }

  /** The message in words. `now` is what countdowns and "today" are relative to. */
  say(message: Message, now: Date): string {
    const known = this.#said.get(message.id);
    if (known !== undefined) return known;
    const pattern = this.#bundle.getMessage(message.id)?.value;
    if (pattern === null || pattern === undefined) return message.id;
    const args: Record<string, FluentVariable> = {};
    for (const [name, arg] of Object.entries(message.args)) {
      if (arg !== undefined) args[name] = this.#value(arg, now);
    }
    const errors: Error[] = [];
    const said = this.#bundle.formatPattern(pattern, args, errors).trim();
    if (Object.keys(args).length === 0) this.#said.set(message.id, said);
    return said;
  }

  /** A message of the page's own. */
  own(id: string, args: { [name: string]: Arg }, now: Date): string {
    return this.say({ id, args }, now);
  }

  /** A length of time in days, hours and minutes. */
  duration(seconds: number, now: Date): string {
    return parts(seconds)
      .map((part) => this.say(part, now))
      .join(" ");
  }

  #value(arg: Arg, now: Date): FluentVariable {
    if ("text" in arg) return arg.text;
    if ("number" in arg) return arg.number;
    if ("moment" in arg) return this.say(moment(new Date(arg.moment), now), now);
    if ("seconds" in arg) return this.duration(arg.seconds, now);
    if ("until" in arg) {
      return this.duration((new Date(arg.until).getTime() - now.getTime()) / 1000, now);
    }
    return this.say(arg.message, now);
  }
}

// Message id + arguments + language -> words: the page's twin of core's text/words.rs, over the
// same catalogue.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import type { Arg } from "./bindings/Arg";
import type { Message } from "./bindings/Message";
import { moment, parts } from "./time";

type Catalogue = () => Promise<{ default: string }>;

/** A chunk for each language and subject, so that only what is shown gets loaded. */
const CATALOGUES: Record<string, { always: Catalogue[]; problems: Catalogue }> = {
  en: {
    always: [
      () => import("../../locales/en/view.ftl?raw"),
      () => import("../../locales/en/settings.ftl?raw"),
    ],
    problems: () => import("../../locales/en/problems.ftl?raw"),
  },
  fr: {
    always: [
      () => import("../../locales/fr/view.ftl?raw"),
      () => import("../../locales/fr/settings.ftl?raw"),
    ],
    problems: () => import("../../locales/fr/problems.ftl?raw"),
  },
  "zh-Hans": {
    always: [
      () => import("../../locales/zh-Hans/view.ftl?raw"),
      () => import("../../locales/zh-Hans/settings.ftl?raw"),
    ],
    problems: () => import("../../locales/zh-Hans/problems.ftl?raw"),
  },
};

/** One language's words. */
export class Words {
  readonly language: string;
  readonly withProblems: boolean;
  readonly #bundle: FluentBundle;
  /** What messages without arguments say: most of a page, and always the same. */
  readonly #said = new Map<string, string>();

  /** Loads a language, with the words of problems only where there are any; English where there is
   *  none of that name. */
  static async load(language: string, withProblems: boolean): Promise<Words> {
    const known = language in CATALOGUES ? language : "en";
    const { always = [], problems } = CATALOGUES[known] ?? {};
    const loads = withProblems && problems !== undefined ? [...always, problems] : always;
    const texts = await Promise.all(loads.map((load) => load()));
    return new Words(
      known,
      texts.map((text) => text.default),
      withProblems,
    );
  }

  constructor(language: string, catalogue: string[], withProblems: boolean) {
    this.language = language;
    this.withProblems = withProblems;
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

// The pages of the settings, which setting is on which, and what each shows of itself in the list.
import type { Component } from "svelte";
import type { SettingsView } from "../../bindings/SettingsView";
import type { Session } from "../../state.svelte";
import { inSentence } from "../../words";
import { ICONS } from "../icons";
import Accounts from "./Accounts.svelte";
import Connection from "./Connection.svelte";
import Display from "./Display.svelte";
import File from "./File.svelte";
import History from "./History.svelte";
import Keyboard from "./Keyboard.svelte";
import Notifications from "./Notifications.svelte";
import Program from "./Program.svelte";

export interface Part {
  session: Session;
  settings: SettingsView;
}

export interface Page {
  id: string;
  icon: string;
  part: Component<{ session: Session; settings: SettingsView }>;
  /** Those that a fix leads to. */
  settings: string[];
  value: (part: Part) => string;
}

/** What is used every day, then what is seldom looked at. */
export const PAGES: [Page[], Page[]] = [
  [
    { id: "accounts", icon: ICONS.people, part: Accounts, settings: ["accounts"], value: accounts },
    { id: "display", icon: ICONS.eye, part: Display, settings: [], value: display },
    { id: "notifications", icon: ICONS.bell, part: Notifications, settings: [], value: told },
    {
      id: "connection",
      icon: ICONS.net,
      part: Connection,
      settings: ["no-proxy", "opencode-directories", "oauth-client"],
      value: ({ session, settings }) =>
        session.own("settings-every", { count: { number: settings.interval_minutes } }),
    },
    {
      id: "program",
      icon: ICONS.power,
      part: Program,
      settings: [],
      value: ({ session, settings }) =>
        settings.switches.includes("start-at-login") ? session.own("settings-starts") : "",
    },
  ],
  [
    {
      id: "history",
      icon: ICONS.history,
      part: History,
      settings: [],
      value: ({ session, settings }) =>
        session.own("settings-kept", { count: { number: settings.keep_history_days } }),
    },
    { id: "keyboard", icon: ICONS.keys, part: Keyboard, settings: [], value: () => "" },
    { id: "file", icon: ICONS.file, part: File, settings: [], value: () => "" },
  ],
];

function accounts({ session, settings }: Part): string {
  const hidden = settings.accounts.filter((account) => account.hidden).length;
  const count = session.own("settings-count", { count: { number: settings.accounts.length } });
  return hidden === 0
    ? count
    : `${count}, ${session.own("settings-hidden", { count: { number: hidden } })}`;
}

function display({ session }: Part): string {
  const { view } = session;
  if (view === null) return "";
  const names = [`layout-${view.layout}`, `share-${view.share}`, `clock-${view.clock}`];
  return names.map((name) => inSentence(session.own(name))).join(", ");
}

function told({ session, settings }: Part): string {
  if (settings.thresholds.length === 0) return "";
  return session.own("settings-at", { at: { text: settings.thresholds.join(", ") } });
}

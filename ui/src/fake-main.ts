// The page in a browser, on a made-up view: fake.html?state=NAME&language=TAG&page=settings|past. Not in the product.
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";
import { past } from "./samples/past";

declare global {
  interface Window {
    /** For tests, to see what was asked of it. */
    fakeHost?: FakeHost;
  }
}

const query = new URLSearchParams(location.search);
const sample = samples[query.get("state") ?? "usual"];
const target = document.getElementById("app");
if (target !== null && sample !== undefined) {
  const view = sample(new Date());
  const shown = view === null ? null : { ...view, language: query.get("language") ?? "en" };
  const host = new FakeHost(shown);
  window.fakeHost = host;
  host.answer = (intent) => {
    if (intent.do !== "show-past") return;
    const { account, window, range } = intent;
    const chart = past(new Date(), account, window, range);
    host.draw(
      query.get("state") === "nothing-kept"
        ? {
            ...chart,
            runs: [],
            resets: [],
            forecast: null,
            sentence: { id: "past-too-early", args: {} },
          }
        : chart,
    );
  };
  mount(App, { target, props: { host } });
  if (query.get("page") === "settings") setTimeout(() => host.show("settings"));
  if (query.get("page") === "past") {
    const button = (): HTMLElement | null => document.querySelector(".past .open");
    const opened = new MutationObserver(() => {
      button()?.click();
      if (button() !== null) opened.disconnect();
    });
    opened.observe(target, { childList: true, subtree: true });
  }
}

// The page in a browser, on a made-up view: fake.html?state=NAME&language=TAG&page=settings. Not in the product.
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";

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
  mount(App, { target, props: { host } });
  if (query.get("page") === "settings") setTimeout(() => host.show("settings"));
}

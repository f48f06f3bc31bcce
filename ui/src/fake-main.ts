// The page in a browser, on a made-up view: fake.html?state=NAME&language=TAG. Not in the product.
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { FakeHost } from "./host/fake";
import { samples } from "./samples";

const query = new URLSearchParams(location.search);
const sample = samples[query.get("state") ?? "usual"];
const target = document.getElementById("app");
if (target !== null && sample !== undefined) {
  const view = sample(new Date());
  const shown = view === null ? null : { ...view, language: query.get("language") ?? "en" };
  mount(App, { target, props: { host: new FakeHost(shown) } });
}

// What jsdom lacks and the page uses, and how long is waited for what comes later.
import { configure } from "@testing-library/svelte";

// A busy machine takes its time; what is there is seen at once.
configure({ asyncUtilTimeout: 20_000 });

class NoObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= NoObserver;
Element.prototype.scrollIntoView ??= () => {};
window.scrollTo = () => {};

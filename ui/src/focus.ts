// Keeps the keyboard's focus when the page changes under it: an element that was moved gets it
// back, and where it is gone, what is nearest to it does.

/** Remembers the focus now; what it gives is called when the page's new content is in place. */
export function keepFocus(root: HTMLElement): () => void {
  const held = document.activeElement;
  if (!(held instanceof HTMLElement) || !root.contains(held)) return () => {};
  const card = held.closest<HTMLElement>("[data-card]")?.dataset["card"];
  return () => {
    // It is where it was, or somebody has put it where it belongs.
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const cards = [...root.querySelectorAll<HTMLElement>("[data-card]")];
    const near = cards.find((it) => it.dataset["card"] === card) ?? root;
    (held.isConnected ? held : near).focus({ preventScroll: true });
  };
}

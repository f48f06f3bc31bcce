// What keys, and the second button, do on the whole page. Each is named where it works, in titles and in the settings.
import type { Session } from "./state.svelte";

export function onKey(session: Session, event: KeyboardEvent): void {
  const done = act(session, event);
  if (done) event.preventDefault();
}

/** The web engine's own menu has words of another language and nothing for this page, but in fields and for what is selected. */
export function onContextMenu(event: MouseEvent): void {
  const isField = event.target instanceof HTMLInputElement;
  const isSelected = (getSelection()?.toString() ?? "") !== "";
  if (!isField && !isSelected) event.preventDefault();
}

function act(session: Session, event: KeyboardEvent): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  const command = ctrlKey || metaKey;
  if (key === "Escape") {
    if (session.page !== "cards") session.back();
    else session.intend({ do: "close-popup" });
    return true;
  }
  if (command && key === ",") {
    session.openSettings();
    return true;
  }
  const writes = event.target instanceof HTMLInputElement && event.target.type !== "radio";
  if (writes) return false;
  if (command && key.toLowerCase() === "z") {
    session.intend({ do: "undo" });
    return true;
  }
  // No letter alone does anything: who speaks to the computer, or has a key fall, would set it off.
  if (key === "F5" || (command && key.toLowerCase() === "r")) {
    if (!(session.view?.busy ?? true)) session.intend({ do: "refresh-all" });
    return true;
  }
  if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    return moveAccount(session, event.target, key === "ArrowUp" ? -1 : 1);
  }
  return false;
}

/** The account that has the focus takes the place of its neighbour. */
function moveAccount(session: Session, target: EventTarget | null, by: number): boolean {
  if (!(target instanceof Element)) return false;
  const name = target.closest<HTMLElement>("[data-card]")?.dataset["card"];
  const shown = session.page === "settings" ? session.view?.settings.accounts : session.cards;
  const keys = (shown ?? []).map((it) => it.key);
  const at = keys.findIndex((key) => `${key.provider}/${key.id}` === name);
  const [account, to] = [keys[at], keys[at + by]];
  if (account === undefined || to === undefined) return at !== -1;
  session.change({ set: "move", to: { account, to } });
  return true;
}

// The host in the window: the only file that knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { AccountKey } from "../bindings/AccountKey";
import type { View } from "../bindings/View";
import type { Host } from "./host";

interface Shown {
  card: AccountKey | null;
}

export const tauri: Host = {
  view: () => invoke<View | null>("view"),
  onView: async (listener) => {
    await listen<View>("view", (event) => listener(event.payload));
  },
  onShow: async (listener) => {
    await listen<Shown>("show", (event) => listener(event.payload.card));
  },
  intend: (intent) => invoke("intend", { intent }),
  fit: (height) => invoke("fit", { height }),
  copy: (text) => navigator.clipboard.writeText(text),
};

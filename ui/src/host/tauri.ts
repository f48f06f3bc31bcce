// The host in the window: the only file that knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Chart } from "../bindings/Chart";
import type { Route } from "../bindings/Route";
import type { View } from "../bindings/View";
import type { Host } from "./host";

export const tauri: Host = {
  view: () => invoke<View | null>("view"),
  onView: async (listener) => {
    await listen<View>("view", (event) => listener(event.payload));
  },
  onChart: async (listener) => {
    await listen<Chart>("chart", (event) => listener(event.payload));
  },
  onShow: async (listener) => {
    await listen<Route>("show", (event) => listener(event.payload));
  },
  intend: (intent) => invoke("intend", { intent }),
  fit: (height) => invoke("fit", { height }),
  hold: (on) => invoke("hold", { on }),
  copy: (text) => navigator.clipboard.writeText(text),
};

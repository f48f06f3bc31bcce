// The page in the window.
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { tauri } from "./host/tauri";

const target = document.getElementById("app");
if (target !== null) mount(App, { target, props: { host: tauri } });

// Every service that is built in has a mark, or is known to have none.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import marks from "./marks";

const PROVIDERS = "../crates/providers";

function coded(): string[] {
  const folders = readdirSync(`${PROVIDERS}/src`, { withFileTypes: true });
  const texts = folders
    .filter((it) => it.isDirectory())
    .map((it) => readFileSync(`${PROVIDERS}/src/${it.name}/mod.rs`, "utf8"));
  return texts.flatMap((text) => /\bid: "([^"]+)",\s+name: "/.exec(text)?.[1] ?? []);
}

function declared(): string[] {
  const files = readdirSync(`${PROVIDERS}/declared`).filter((name) => name.endsWith(".toml"));
  return files.map((name) => name.replace(".toml", ""));
}

test("every service is among the marks", () => {
  const services = [...coded(), ...declared()];
  expect(services.length).toBeGreaterThan(15);
  expect(services.filter((service) => !(service in marks))).toEqual([]);
});

test("a mark is made of paths", () => {
  const drawn = Object.values(marks).filter((mark) => mark !== null);
  expect(drawn.length).toBeGreaterThan(15);
  for (const { paths, scale } of drawn) {
    expect(paths.every((path) => path.startsWith("M"))).toBe(true);
    expect(scale).toBeGreaterThan(0.5);
  }
});

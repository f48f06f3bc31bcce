// The font has every letter of our own Latin words: one that is missing would be of another font.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LETTERS } from "../build/font";

test.each(["en", "fr"])("the font has all letters of %s", (language) => {
  const texts = ["view", "problems", "settings"].map((name) =>
    readFileSync(`../locales/${language}/${name}.ftl`, "utf8"),
  );
  const known = new Set(LETTERS);
  const letters = [...texts.join("")].filter((letter) => letter !== "\n");
  expect(letters.filter((letter) => !known.has(letter.codePointAt(0) ?? 0))).toEqual([]);
});

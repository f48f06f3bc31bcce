// Words of the catalogue in a sentence, and figures among them.
import { expect, test } from "vitest";
import { aroundFigure, inSentence } from "./words";

test.each([
  ["Weekly", "weekly"],
  ["Épuisé jeu. 11:24", "épuisé jeu. 11:24"],
  ["AI credits", "AI credits"],
  ["5-hour window", "5-hour window"],
  ["每周额度", "每周额度"],
  ["", ""],
])("%s in a sentence is %s", (words, inside) => {
  expect(inSentence(words)).toBe(inside);
});

test.each([
  ["63% left", ["", "63%", " left"]],
  ["<1% left", ["", "<1%", " left"]],
  ["31\u00a0% restants", ["", "31\u00a0%", " restants"]],
  ["剩余 31%", ["剩余 ", "31%", ""]],
])("%s has its figure", (words, parts) => {
  expect(aroundFigure(words)).toEqual(parts);
});

// Blanks and numbers as a person writes them.
import { expect, test } from "vitest";
import type { Form } from "./bindings/Form";
import { filledIn, numbersIn } from "./form";

test("what is filled in is a JSON string, and a blank in it stays a text", () => {
  const form: Form = { blanks: [], template: '{"user": {user}, "tier": {tier}, "odd": {odd}}' };
  const text = filledIn(form, { user: 'a"{tier}\\', tier: "pro" });
  expect(text).toBe('{"user": "a\\"{tier}\\\\", "tier": "pro", "odd": {odd}}');
});

test.each([
  ["", null],
  ["  ", null],
  ["80 95 100", [80, 95, 100]],
  ["80, 95; 99.5%", [80, 95, 99.5]],
  ["80 many -5 1e3", [80, 0, 0, 0]],
])("the numbers in %j are %j", (text, numbers) => {
  expect(numbersIn(text)).toEqual(numbers);
});

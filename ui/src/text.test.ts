// The page says what core says: the examples are those of core's text/words.rs.
import { describe, expect, test } from "vitest";
import type { Message } from "./bindings/Message";
import { Words } from "./text";

const NOON = new Date(2026, 10, 23, 12, 0);

function moment(at: Date): Message {
  return { id: "plain", args: { text: { moment: at.toISOString() } } };
}

describe("lengths of time", async () => {
  const english = await Words.load("en", true);
  test.each([
    [0, "0 min"],
    [59, "0 min"],
    [60, "1 min"],
    [3600, "1 h"],
    [9184, "2 h 33 min"],
    [86_400, "1 d"],
    [90_061, "1 d 1 h"],
    [86_460, "1 d"],
    [403_200, "4 d 16 h"],
    [-5, "0 min"],
  ])("%d seconds are %s", (seconds, said) => {
    expect(english.duration(seconds, NOON)).toBe(said);
  });

  test("are said in each language's own way", async () => {
    const french = await Words.load("fr", true);
    const chinese = await Words.load("zh-Hans", true);
    expect(french.duration(9184, NOON)).toBe("2 h 33 min");
    expect(chinese.duration(9184, NOON)).toBe("2 小时 33 分");
  });
});

describe("moments", async () => {
  const words = await Words.load("en", true);
  test.each([
    [new Date(2026, 10, 23, 15, 40), "15:40"],
    [new Date(2026, 10, 27, 2, 0), "Fri 02:00"],
    [new Date(2026, 11, 1, 0, 0), "1 Dec 00:00"],
    [new Date(2026, 10, 22, 9, 5), "22 Nov 09:05"],
    [new Date(2027, 0, 2, 9, 5), "2 Jan 2027 09:05"],
  ])("%s is said as %s", (at, said) => {
    expect(words.say(moment(at), NOON)).toBe(said);
  });
});

test("messages in messages are put into words first, and plurals are right", async () => {
  const words = await Words.load("fr", true);
  const label: Message = {
    id: "window-pool",
    args: { pool: { text: "Gemini" }, window: { message: { id: "window-weekly", args: {} } } },
  };
  expect(words.say(label, NOON)).toBe("Gemini, Hebdomadaire");
  expect(words.own("popup-more", { count: { number: 1 } }, NOON)).toBe("1 autre fenêtre");
  expect(words.own("popup-more", { count: { number: 2 } }, NOON)).toBe("2 autres fenêtres");
});

test("a language that is not ours is English, and an unknown message its id", async () => {
  const words = await Words.load("tlh", true);
  expect(words.language).toBe("en");
  expect(words.say({ id: "no-such-message", args: {} }, NOON)).toBe("no-such-message");
});

test("numbers are written in each language's way, as core writes them", async () => {
  const used = (number: number): Message => ({ id: "amount-units", args: { used: { number } } });
  const said = async (language: string, number: number): Promise<string> =>
    (await Words.load(language, true)).say(used(number), NOON);
  expect(await said("en", 1_234_567.5)).toBe("1,234,567.5 used");
  expect(await said("fr", 1500.25)).toBe("1\u202f500,25 utilisés");
  expect(await said("zh-Hans", 12_000)).toBe("已用 12,000");
});

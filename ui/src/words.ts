// How words of the catalogue stand in a sentence and beside a figure.

/** The words in the middle of a sentence: a name of capitals alone keeps them. */
export function inSentence(words: string): string {
  const [first = "", second = ""] = words;
  const is_word = second === second.toLowerCase() && first !== first.toLowerCase();
  return is_word ? first.toLowerCase() + words.slice(1) : words;
}

/** A percentage in words, with what stands before its figure and after it. */
export function aroundFigure(words: string): [before: string, figure: string, after: string] {
  const found = /[<>]?\d+\s?%/.exec(words);
  if (found === null) return ["", words, ""];
  const end = found.index + found[0].length;
  return [words.slice(0, found.index), found[0], words.slice(end)];
}

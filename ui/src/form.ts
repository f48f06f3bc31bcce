// A text with blanks, completed: the page's twin of core's `Form::filled`.
import type { Form } from "./bindings/Form";

/** `{id}` becomes the value as a JSON string; a blank in a value stays what it is. */
export function filledIn(form: Form, values: Record<string, string>): string {
  return form.template.replace(/\{([a-z]+)\}/g, (whole, id: string) =>
    id in values ? JSON.stringify(values[id]) : whole,
  );
}

/**
 * The numbers in a text; null where there is nothing. What is no number is 0, which no threshold
 * may be.
 */
export function numbersIn(text: string): number[] | null {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== "");
  if (parts.length === 0) return null;
  return parts.map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : 0));
}

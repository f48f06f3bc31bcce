// Lengths of time and moments, as messages of the catalogue: the page's twin of core's
// text/time.rs. Which zone and which "now" are the caller's.
import type { Message } from "./bindings/Message";

const DAY = 86_400;
const HOUR = 3600;
const MINUTE = 60;
const WEEKDAYS = [
  "time-sunday",
  "time-monday",
  "time-tuesday",
  "time-wednesday",
  "time-thursday",
  "time-friday",
  "time-saturday",
];

const MONTHS = [
  "time-january",
  "time-february",
  "time-march",
  "time-april",
  "time-may",
  "time-june",
  "time-july",
  "time-august",
  "time-september",
  "time-october",
  "time-november",
  "time-december",
];

/**
 * Days and hours, or hours and minutes, each only where there is one; "0 minutes" rather than
 * nothing. Where there are days, nobody counts the minutes.
 */
export function parts(seconds: number): Message[] {
  const left = Math.max(0, Math.trunc(seconds));
  const days = Math.floor(left / DAY);
  const counts: [string, number][] = [
    ["time-days", days],
    ["time-hours", Math.floor((left % DAY) / HOUR)],
    ["time-minutes", days > 0 ? 0 : Math.floor((left % HOUR) / MINUTE)],
  ];
  const shown = counts.filter(([, count]) => count > 0);
  return (shown.length > 0 ? shown : [["time-minutes", 0] as [string, number]]).map(
    ([id, count]) => ({ id, args: { count: { number: count } } }),
  );
}

/** A clock time; with the weekday within six days, with the date beyond, with the year in another. */
export function moment(at: Date, now: Date): Message {
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return { id: "plain", args: { text: { text: clock } } };
  if (days >= 1 && days <= 6) {
    const day = WEEKDAYS[at.getDay()] ?? "";
    return {
      id: "time-weekday",
      args: { day: { message: { id: day, args: {} } }, clock: { text: clock } },
    };
  }
  const sameYear = at.getFullYear() === now.getFullYear();
  const month = MONTHS[at.getMonth()] ?? "";
  return {
    id: sameYear ? "time-date" : "time-date-year",
    args: {
      day: { text: String(at.getDate()) },
      month: { message: { id: month, args: {} } },
      year: { text: sameYear ? "" : String(at.getFullYear()) },
      clock: { text: clock },
    },
  };
}

/** Days of the calendar, whatever the clocks do on them. */
function dayNumber(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / (DAY * 1000);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

// The Plimsoll mark as a gauge in a square of 24: how much of the circle is filled. The line across
// it hides no level: up to a half fills the part below it, the rest the part above.

export const CENTRE = 12;
const LINE = 1;
const INNER = 7;
/** A little under the ring, so that no ground shines through. */
const FILLED = 7.4;
/** Something is seen to be left as long as anything is. */
const LEAST = 2;

/** The part of the circle that is below the level of `left` percent. */
export function filled(left: number): string {
  const share = Math.min(100, Math.max(0, left));
  if (share <= 0) return "";
  const room = INNER - LINE;
  const low = share <= 50;
  const high = (room * (low ? share : share - 50)) / 50;
  const top = low ? CENTRE + INNER - Math.max(high, LEAST) : CENTRE - LINE - high;
  const half = Math.sqrt(Math.max(0, FILLED ** 2 - (top - CENTRE) ** 2));
  const round = (number: number): string => number.toFixed(2);
  const large = low ? 0 : 1;
  return `M${round(CENTRE - half)} ${round(top)}A${FILLED} ${FILLED} 0 ${large} 0 ${round(CENTRE + half)} ${round(top)}z`;
}

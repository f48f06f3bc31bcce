// The Plimsoll mark as a path: how much of the circle is filled.

/** The part of a circle (centre 32, 32) below the level that `left` percent of its height make. */
export function filled(left: number, radius: number): string {
  const share = Math.min(100, Math.max(0, left)) / 100;
  if (share <= 0) return "";
  const top = 32 + radius - 2 * radius * share;
  const half = Math.sqrt(Math.max(0, radius * radius - (top - 32) * (top - 32)));
  const round = (number: number): string => number.toFixed(2);
  if (share >= 1) {
    return `M${32 - radius} 32a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
  }
  const large = share > 0.5 ? 1 : 0;
  return `M${round(32 - half)} ${round(top)}A${radius} ${radius} 0 ${large} 0 ${round(32 + half)} ${round(top)}z`;
}

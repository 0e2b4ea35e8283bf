/** The middle one, or the nearest to it from below. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return Math.round(value * 1000) / 1000;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

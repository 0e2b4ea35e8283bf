const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** `1,023 bytes`, `12.3 KB` (thousands, as networks count). */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`;
}

/** `1 click`, `2 clicks`, `1,204 key presses`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${new Intl.NumberFormat("en-US").format(count)} ${count === 1 ? singular : plural}`;
}

/** `2 hours 5 minutes`, `90 seconds` as `1 minute 30 seconds`, at most two units. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor((whole % 3600) / 60), "minute"],
    [whole % 60, "second"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => formatCount(count, unit));
  return said.slice(0, 2).join(" ") || "0 seconds";
}

/** `4:05`, or `1:04:05` from an hour on. Rounded up, so that it says 0:00 only when time is up. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

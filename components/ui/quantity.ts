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

/** `1,204`. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat("en-US").format(value);
}

/** `1 click`, `2 clicks`, `1,204 key presses`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

/** `2 hours 5 minutes`, `1 minute 30 seconds`: at most two units. */
export function formatDuration(seconds: number): string {
  const said = unitsOf(seconds).map(({ count, unit }) => formatCount(count, unit));
  return said.join(" ") || "0 seconds";
}

/** `2 h 5 min`, `1 min 30 s`: for charts and tables, where room is short. */
export function formatShortDuration(seconds: number): string {
  const short = { hour: "h", minute: "min", second: "s" };
  const said = unitsOf(seconds).map(({ count, unit }) => `${count} ${short[unit]}`);
  return said.join(" ") || "0 s";
}

/**
 * `2 h 5 min 3.4 s`: all of it, so that sums can be checked.
 * @param tenths of a second
 */
export function formatExactDuration(tenths: number): string {
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor((tenths % 36_000) / 600)];
  const seconds = (tenths % 600) / 10;
  const said = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, seconds > 0 && `${seconds} s`];
  return said.filter(Boolean).join(" ") || "0 s";
}

function unitsOf(seconds: number) {
  const whole = Math.round(seconds);
  const parts = [
    { count: Math.floor(whole / 3600), unit: "hour" },
    { count: Math.floor((whole % 3600) / 60), unit: "minute" },
    { count: whole % 60, unit: "second" },
  ] as const;
  const first = parts.findIndex(({ count }) => count > 0);
  // The second unit is the next one down: 1 hour and 3 seconds is 1 hour.
  return first < 0 ? [] : parts.slice(first, first + 2).filter(({ count }) => count > 0);
}

/** `4:05`, or `1:04:05` from an hour on. Rounded up, so that it says 0:00 only when time is up. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

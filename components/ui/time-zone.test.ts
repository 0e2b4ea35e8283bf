import { describe, expect, it } from "vitest";
import { parseTheme } from "./theme.ts";
import { formatTime } from "./time-zone.ts";

describe("formatTime", () => {
  const at = Date.parse("2026-11-20T15:02:03Z");

  it("writes the person's own time with ordinary spaces", () => {
    expect(formatTime(at, "seconds", "America/New_York")).toBe("10:02:03 AM");
    expect(formatTime(at, "time", "America/Los_Angeles")).toBe("7:02 AM");
    expect(formatTime(at, "date", "America/New_York")).toBe("Fri, Nov 20, 2026");
  });

  it("names the zone of a moment, once", () => {
    expect(formatTime(at, "moment", "America/New_York")).toBe("Nov 20, 2026, 10:02:03 AM EST");
    expect(formatTime(at, "moment", "Europe/Berlin")).toBe("Nov 20, 2026, 4:02:03 PM GMT+1");
    expect(formatTime(at, "moment", "UTC")).toBe("Nov 20, 2026, 3:02:03 PM UTC");
  });

  it("says UTC when the zone is not known", () => {
    expect(formatTime(at, "seconds", "UTC")).toBe("3:02:03 PM UTC");
  });
});

describe("parseTheme", () => {
  it("follows the system unless the cookie names a theme", () => {
    expect(parseTheme("dark")).toBe("dark");
    expect(parseTheme(undefined)).toBe("system");
    expect(parseTheme('"><script>')).toBe("system");
  });
});

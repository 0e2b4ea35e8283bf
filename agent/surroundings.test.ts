import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lockedIn, sessionPath } from "./lock.ts";
import { isMeteredAnswer, linuxBattery } from "./power.ts";
import { programName, programsOf } from "./window.ts";

function supplies(...given: Array<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "sayso-power-"));
  for (const [n, files] of given.entries()) {
    mkdirSync(join(directory, `supply${n}`));
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(directory, `supply${n}`, name), `${text}\n`);
  }
  return directory;
}

it("reads the machine's battery, not a mouse's, and knows none where there is none", () => {
  const mouse = { type: "Battery", scope: "Device", capacity: "5", status: "Discharging" };
  const own = { type: "Battery", capacity: "42", status: "Discharging" };
  expect(linuxBattery(supplies({ type: "Mains" }, mouse, own))).toEqual({ percent: 42, isCharging: false });
  expect(linuxBattery(supplies({ ...own, status: "Charging" }))).toEqual({ percent: 42, isCharging: true });
  expect(linuxBattery(supplies(mouse))).toBeNull();
  expect(linuxBattery("/no/such/place")).toBeNull();
});

it("takes the network for metered when a connected device is", () => {
  expect(isMeteredAnswer("yes (guessed)\n100 (connected)\n\nno\n20 (unavailable)\n")).toBe(true);
  expect(isMeteredAnswer("no\n100 (connected)\n\nyes\n30 (disconnected)\n")).toBe(false);
});

it("reads the lock from logind's signals", () => {
  const line = (value: string) =>
    `/org/freedesktop/login1/session/_32: org.freedesktop.DBus.Properties.PropertiesChanged ('org.freedesktop.login1.Session', {'LockedHint': <${value}>}, @as [])`;
  expect(lockedIn(line("true"))).toBe(true);
  expect(lockedIn(line("false"))).toBe(false);
  expect(lockedIn("The name org.freedesktop.login1 is owned by :1.2")).toBeNull();
  expect(sessionPath("2")).toBe("/org/freedesktop/login1/session/_32");
  expect(sessionPath("c2")).toBe("/org/freedesktop/login1/session/c2");
});

it("names programs without path, extension or case", () => {
  expect(programName("C:\\Program Files\\Editor\\Code.EXE")).toBe("code");
  expect(programName("/Applications/Safari.app")).toBe("safari");
  expect(programName("/usr/lib/libreoffice/program/soffice.bin")).toBe("soffice");
  expect(programsOf('WM_CLASS(STRING) = "xterm", "XTerm"\n_NET_WM_PID:  not found.\n')).toEqual(["xterm"]);
  expect(programsOf("WM_CLASS:  not found.\n")).toEqual([]);
});

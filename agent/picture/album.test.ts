import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Album } from "./album.ts";
import { albumFiles } from "./album-rows.ts";

const DAY_MS = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 27, 12);
const today = { date: "2026-11-27", taken: 1, next: NOW };
let directory: string;
let album: Album;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-album-"));
  album = new Album(directory, { pictures: 3, ageMs: 14 * DAY_MS });
});
afterEach(() => {
  album.close();
  rmSync(directory, { recursive: true });
});

function picture(n: number, application = "terminal") {
  return { id: uuidv7({ msecs: NOW + n }), application, png: Buffer.from(`a picture of number ${n}`) };
}

function reopen(): void {
  album.close();
  album = new Album(directory, { pictures: 3, ageMs: 14 * DAY_MS });
}

it("keeps pictures and the day's count through a restart, and hands the oldest out first", () => {
  const [first, second] = [picture(1), picture(2)];
  album.keep(second, NOW, { ...today, taken: 1 });
  album.keep(first, NOW, { ...today, taken: 2 });
  reopen();
  expect(album.day).toEqual({ ...today, taken: 2 });
  expect(album.next()).toEqual(first);
  album.settle(first.id);
  expect(album.next()).toEqual(second);
  expect(album.length).toBe(1);
});

it("lies encrypted, each picture bound to its place", () => {
  const [one, other] = [picture(1), picture(2, "editor")];
  album.keep(one, NOW, today);
  album.keep(other, NOW, today);
  album.close();
  const files = Buffer.concat(
    albumFiles(directory)
      .filter(isThere)
      .map((file) => readFileSync(file)),
  );
  expect(files.includes("a picture of")).toBe(false);
  expect(files.includes(one.png.toString("base64").slice(0, 12))).toBe(false);
  const db = new Database(join(directory, "pictures.db"));
  db.exec("update picture set application = 'spreadsheet' where application = 'editor'");
  db.close();
  reopen();
  album.settle(one.id);
  expect(album.next()).toBeNull();
  expect(album.dropped).toBe(1);
});

function isThere(file: string): boolean {
  return readdirSync(directory).some((name) => file.endsWith(`/${name}`));
}

it("drops the oldest when too many wait, or when they are too old, and says how many", () => {
  const all = [1, 2, 3, 4].map((n) => picture(n));
  const dropped = all.map((each) => album.keep(each, NOW, today));
  expect(dropped).toEqual([0, 0, 0, 1]);
  expect(album.next()).toEqual(all[1]);
  expect(album.keep(picture(15 * DAY_MS), NOW + 15 * DAY_MS, today)).toBe(3);
  expect([album.length, album.dropped]).toEqual([1, 4]);
});

it("drops those of applications that may not be pictured any more, and no others", () => {
  album.keep(picture(1, "terminal"), NOW, today);
  album.keep(picture(2, "editor"), NOW, today);
  album.keep(picture(3, "editor"), NOW, today);
  expect(album.dropUnless((application) => application === "terminal")).toBe(2);
  expect(album.next()?.application).toBe("terminal");
  expect(album.dropped, "nobody lost them").toBe(0);
});

it("counts what the portal refuses", () => {
  const refused = picture(1);
  album.keep(refused, NOW, today);
  album.quarantine(refused.id);
  expect([album.length, album.refused, album.next()]).toEqual([0, 1, null]);
});

it("keeps neither the picture nor its count when the disk is full", () => {
  album.close();
  album = new Album(directory);
  const full = new Database(join(directory, "pictures.db"));
  full.exec("create trigger full before insert on picture begin select raise(abort, 'disk full'); end");
  full.close();
  expect(() => album.keep(picture(1), NOW, today)).toThrow("disk full");
  expect([album.length, album.day.taken]).toEqual([0, 0]);
});

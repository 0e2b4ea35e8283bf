import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
const { allowScripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** Where Node looks from inside the package at `path`: its own folder, then each one above. */
function finds(path, name) {
  const here = join(path, "node_modules", name);
  if (packages[here]) return true;
  if (path === "") return false;
  const above = path.lastIndexOf("/node_modules/");
  return finds(above < 0 ? "" : path.slice(0, above), name);
}

test("the lock file has what every platform needs, not only the one it was written on", () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !finds(path, name))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every package of the lock file is checked by its contents", () => {
  const unchecked = Object.entries(packages).filter(([path, entry]) => path !== "" && !entry.integrity);
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

test("whether its install script may run is decided for each package that has one", () => {
  const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript);
  const names = scripted.map(([path]) =>
    path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
  );
  expect(names.filter((name) => typeof allowScripts[name] !== "boolean")).toEqual([]);
});

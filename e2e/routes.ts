import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const APP = fileURLToPath(new URL("../app", import.meta.url));
const METHOD = /\b(?:function|const|as) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g;

/** One method at one address of the portal: `GET /notices/[id]`, as its file lies in app/. */
export function routesOfApp(): string[] {
  const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)(page|route)\.tsx?$/.test(file),
  );
  return files
    .filter((file) => !file.startsWith("_"))
    .flatMap((file) => {
      const parts = file.split("/").slice(0, -1);
      const path = `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join("/")}`;
      return methodsOf(file).map((method) => `${method} ${path}`);
    });
}

function methodsOf(file: string): string[] {
  if (/page\.tsx?$/.test(file)) return ["GET"];
  return [...readFileSync(`${APP}/${file}`, "utf8").matchAll(METHOD)].map(([, method = ""]) => method);
}

/** The one of `routes` that answers at an address: of several the one with the fewest parts left open. */
export function routeOf(address: string, routes: readonly string[]): string | undefined {
  const open = (route: string) => route.split("[").length;
  return routes
    .filter((route) => pattern(route).test(address))
    .sort((a, b) => open(a) - open(b))
    .at(0);
}

function pattern(route: string): RegExp {
  const source = route
    .replace(/\/\[\[\.\.\.\w+\]\]/g, "(/.+)?")
    .replace(/\[\.\.\.\w+\]/g, ".+")
    .replace(/\[\w+\]/g, "[^/]+");
  return new RegExp(`^${source}$`);
}

import { createHash } from "node:crypto";
import type { NoticeBody } from "../schema.ts";

/** The exact bytes of a notice: keys in one order, so that the same text always has the same hash. */
export function canonicalNotice(title: string, body: NoticeBody): { content: string; sha256: string } {
  const content = JSON.stringify(sorted({ title, ...body }));
  return { content, sha256: createHash("sha256").update(content, "utf8").digest("hex") };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

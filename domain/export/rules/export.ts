import type { ManifestEntry } from "../../../lib/archive.ts";

/** Whoever has so many removes one before they ask for another. */
export const MOST_KEPT = 3;

/** What the signature on an export's manifest says that it is. */
export const SIGNED_AS = "sayso-export-manifest+jws";

/** To which export, and to which of its parts, sealed bytes belong: none can be put in another's place. */
export function partContext(employeeId: string, exportId: string, number: number): string {
  return `export:${employeeId}|${exportId}|${number}`;
}

/** The manifest's exact bytes: what is signed. */
export function exportManifest(
  { id, employeeId, at }: { id: string; employeeId: string; at: Date },
  files: readonly ManifestEntry[],
): Buffer {
  const manifest = { kind: "sayso-export", version: 1, id, employeeId, madeAt: at, files };
  return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
}

/** What its owner is told of pictures that could not be had while it was made; empty where none was missing. */
export function lackOf(pictures: number): string {
  if (pictures === 0) return "";
  const which = pictures === 1 ? "One picture" : `${pictures} pictures`;
  return `${which} of your screen could not be had while this was made. captures.jsonl says which. Ask again later to get ${pictures === 1 ? "it" : "them"} too.`;
}

import type { ReactNode } from "react";
import { formatBytes } from "../ui/quantity.ts";

export type EvidenceFile = {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
};

const KIND: Record<string, string> = {
  "image/jpeg": "photo",
  "image/png": "picture",
  "application/pdf": "PDF",
  "application/json": "the agent's own measurements",
};

type EvidenceListProps = {
  files: readonly EvidenceFile[];
  /** Where they are served from, without their ids. */
  address: string;
  /** What can be done with one. */
  children?: (file: EvidenceFile) => ReactNode;
};

/** The files of a request, each to be kept and looked at elsewhere. */
export function EvidenceList({ files, address, children }: EvidenceListProps) {
  if (files.length === 0) return <p className="text-muted">No file is attached.</p>;
  return (
    <ul className="grid gap-2">
      {files.map((file) => (
        <li key={file.id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="min-w-0">
            <a
              href={`${address}/${file.id}`}
              download
              className="break-words text-accent underline underline-offset-4"
            >
              {file.name}
            </a>{" "}
            <span className="text-muted text-sm">
              {KIND[file.mediaType] ?? "file"}, {formatBytes(file.bytes)}
            </span>
          </span>
          {children?.(file)}
        </li>
      ))}
    </ul>
  );
}

import { Time } from "../ui/time.tsx";
import { Begin, End } from "./scope-view.tsx";
import { type ScopeNames, scopeInWords } from "./scope-words.ts";
import type { TimelineEntry } from "./timeline-entries.ts";

/** What happened, in plain words, the earliest first. */
export function Timeline({ entries, names }: { entries: readonly TimelineEntry[]; names: ScopeNames }) {
  return (
    <ol className="grid gap-5 border-line border-l-2 pl-4">
      {entries.map(({ key, at, sentence, said, scope, effectiveAt }) => (
        <li key={key} className="grid gap-1">
          <p className="text-muted text-sm">
            <Time at={at} format="moment" />
          </p>
          <p className="max-w-prose">{sentence}</p>
          {said.map(({ label, words }) => (
            <div key={label} className="grid max-w-prose gap-1">
              {label && <p className="font-medium text-sm">{label}:</p>}
              <blockquote
                dir="auto"
                className="whitespace-pre-wrap break-words rounded-control bg-sunken px-3 py-2"
              >
                {words}
              </blockquote>
            </div>
          ))}
          {scope && (
            <p className="max-w-prose">
              Left of it: {scopeInWords(scope, names)}, from <Begin at={scope.from} /> until{" "}
              <End at={scope.until} />.
            </p>
          )}
          {effectiveAt !== null && (
            <p>
              It stays in force until <Time at={effectiveAt} format="moment" />.
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

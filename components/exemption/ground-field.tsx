import { useId } from "react";
import { GROUNDS, type Ground } from "../../domain/exemption/schema.ts";
import { FieldError } from "../ui/field.tsx";
import { GROUND_WORDS } from "./words.ts";

/** What it is about, each with what it is for and who will read it. Nothing is preselected. */
export function GroundField({ chosen, error }: { chosen: Ground | null; error?: string }) {
  const base = useId();
  return (
    <fieldset aria-describedby={error ? `${base}-error` : undefined} className="grid gap-3">
      <legend className="sr-only">What is it about?</legend>
      {error && <FieldError id={`${base}-error`}>{error}</FieldError>}
      <div className="grid gap-3 sm:grid-cols-2">
        {GROUNDS.map((ground, index) => {
          const { name, about, readers } = GROUND_WORDS[ground];
          return (
            <label
              key={ground}
              className="flex cursor-pointer items-start gap-3 rounded-control border border-edge bg-surface px-3 py-2.5 hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:outline-1 has-checked:outline-accent has-focus-visible:outline-3 has-focus-visible:outline-offset-2"
            >
              <input
                id={index === 0 ? "ground" : undefined}
                type="radio"
                name="ground"
                value={ground}
                defaultChecked={ground === chosen}
                aria-invalid={error ? true : undefined}
                aria-labelledby={`${base}-${ground}`}
                aria-describedby={`${base}-${ground}-more`}
                className="mt-1 size-5 shrink-0 accent-accent focus-visible:outline-none"
              />
              <span className="grid gap-0.5">
                <span id={`${base}-${ground}`} className="font-medium">
                  {name}
                </span>
                <span id={`${base}-${ground}-more`} className="text-muted text-sm">
                  {about} {readers}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

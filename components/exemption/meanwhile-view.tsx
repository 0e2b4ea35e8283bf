import type { Scope } from "../../domain/exemption/schema.ts";
import { Begin } from "./scope-view.tsx";
import { type ScopeNames, scopeInWords } from "./scope-words.ts";

type MeanwhileViewProps = {
  scope: Scope;
  /** Now, in milliseconds. */
  at: number;
  stops: boolean;
  names: ScopeNames;
  renews: boolean;
};

function isAll({ categories, applications, devices, hours }: Scope): boolean {
  return [categories, applications, devices, hours].every((each) => each === null);
}

/** What the employee's computers do while a request waits for its decision. */
export function MeanwhileView({ scope, at, stops, names, renews }: MeanwhileViewProps) {
  return (
    <div className="grid max-w-prose gap-2">
      {stops ? (
        <>
          <p className="font-medium">
            {scope.from > at ? (
              <>
                Nothing is collected there from <Begin at={scope.from} /> on, also while nobody has decided.
              </>
            ) : (
              "Nothing is collected there from the moment you send it."
            )}
          </p>
          <p>
            Your computers leave this out: {scopeInWords(scope, names)}. They are told within a second; one
            that cannot be reached stops within two minutes.
            {!isAll(scope) &&
              " Nothing else changes: what you allowed goes on, and what you did not is not collected."}
          </p>
        </>
      ) : (
        <p className="font-medium">
          Nothing changes until the request is granted: what you allowed goes on, and what you did not is not
          collected.
        </p>
      )}
      {renews && <p>What is in force now stays in force until this is decided.</p>}
      <p>You can withdraw the request at any time, without saying why.</p>
    </div>
  );
}

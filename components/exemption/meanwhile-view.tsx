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

/** What the employee's computers do while a request waits for its decision. */
export function MeanwhileView({ scope, at, stops, names, renews }: MeanwhileViewProps) {
  return (
    <div className="grid max-w-prose gap-2">
      {stops ? (
        <>
          <p className="font-medium">
            {scope.from > at ? (
              <>
                Collection stops there from <Begin at={scope.from} />, also while nobody has decided.
              </>
            ) : (
              "Collection stops there as soon as you send it."
            )}
          </p>
          <p>
            Your computers leave this out: {scopeInWords(scope, names)}. They are told within a second; one
            that cannot be reached stops within two minutes. Everything else goes on as you allowed it.
          </p>
        </>
      ) : (
        <p className="font-medium">
          Collection goes on as you allowed it until the request is granted. Your computers change nothing
          before.
        </p>
      )}
      {renews && <p>What is in force now stays in force until this is decided.</p>}
      <p>You can withdraw the request at any time, without saying why.</p>
    </div>
  );
}

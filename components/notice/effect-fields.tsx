import { Field } from "../ui/field.tsx";
import type { FormState } from "../ui/form-state.ts";
import { firstRadioId, RadioGroup } from "../ui/radio-group.tsx";

type EffectFieldsProps = {
  state: FormState;
  substance: boolean;
  /** Null where nobody is asked: first versions are always of substance, translations never. */
  unasked: "first" | "translation" | null;
  /** `2026-12-01T09:00` on the editor's own clock; empty: from its approval. */
  day: string;
  timeZone: string;
};

/** What follows when it is published: whether everyone is asked again, and from when. */
export function EffectFields({ state, substance, unasked, day, timeZone }: EffectFieldsProps) {
  const chosen = state.values?.substance ?? (substance ? "yes" : "no");
  const from = state.values?.from ?? (day === "" ? "approval" : "day");
  return (
    <>
      {unasked === "first" && (
        <p>
          This is the first notice of its own for this place. Until they have answered it, nothing is
          collected from those who have to be given it.
        </p>
      )}
      {unasked === "translation" && (
        <p>This says a published version again in another language, so nobody is asked again.</p>
      )}
      {unasked === null && (
        <RadioGroup
          name="substance"
          legend="Does the change matter to what people agreed to?"
          options={[
            { value: "yes", label: "Yes, ask again" },
            { value: "no", label: "No, only words" },
          ]}
          chosen={chosen}
          error={state.errors?.substance}
        >
          <p className="text-muted text-sm">
            Yes, if it adds or changes what is collected, what for, who may see it or how long it is kept.
            Then everyone who has to be given it is asked again, and nothing is collected from them until they
            have answered. No, if it only says the same more clearly: all answers stay.
          </p>
        </RadioGroup>
      )}
      <RadioGroup
        name="from"
        legend="From when is it in force?"
        options={[
          { value: "approval", label: "From its approval" },
          { value: "day", label: "From a day to come" },
        ]}
        chosen={from}
      />
      <Field
        name="day"
        label="Day and time, if you chose one"
        hint={`On your own clock (${timeZone}). It cannot lie in the past, nor before the version it follows.`}
        error={state.errors?.effectiveAt}
      >
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            defaultValue={state.values?.day ?? day}
            className={`${control.className} sm:max-w-72`}
          />
        )}
      </Field>
    </>
  );
}

/** Where the error summary goes for a field of the draft's form. */
export function idOfField(field: string): string {
  if (field === "substance") return firstRadioId("substance");
  return field === "effectiveAt" ? "day" : field;
}

import type { DraftField, DraftForm } from "../../domain/notice/rules/draft.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { Field } from "../ui/field.tsx";
import type { FormState } from "../ui/form-state.ts";
import { CATEGORY_WORDS } from "./category-words.ts";
import { FIELD_WORDS } from "./field-words.ts";

type DraftFieldsProps = { form: DraftForm; state: FormState };

/** What the notice says of itself: its title, who asks, what for and why. */
export function HeadFields({ form, state }: DraftFieldsProps) {
  return (
    <>
      <DraftInput field="title" form={form} state={state} />
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <DraftInput field="controller" form={form} state={state} />
        <DraftInput field="contact" form={form} state={state} type="email" />
      </div>
      <DraftInput field="purpose" form={form} state={state} rows={2} />
      <DraftInput field="why" form={form} state={state} rows={3} />
    </>
  );
}

/** What is collected, what never is, and for how long it is kept: once for each category. */
export function CategoryFields({ form, state }: DraftFieldsProps) {
  return CATEGORIES.map((each) => (
    <fieldset key={each} className="grid gap-4 border-line border-t pt-5">
      <legend className="float-left w-full font-semibold">{CATEGORY_WORDS[each].name}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <DraftInput field={`categories.${each}.collected`} form={form} state={state} rows={3} />
        <DraftInput field={`categories.${each}.never`} form={form} state={state} rows={3} />
      </div>
      <div className="sm:max-w-72">
        <DraftInput
          field={`categories.${each}.retentionDays`}
          form={form}
          state={state}
          inputMode="numeric"
        />
      </div>
    </fieldset>
  ));
}

/** Who may see it, what it is never used for, and what people may do about it. */
export function ListFields({ form, state }: DraftFieldsProps) {
  return (["recipients", "neverUsedFor", "rights"] as const).map((field) => (
    <DraftInput key={field} field={field} form={form} state={state} rows={4} />
  ));
}

type DraftInputProps = DraftFieldsProps & {
  field: DraftField;
  /** A field of several lines. */
  rows?: number;
  type?: "text" | "email";
  inputMode?: "numeric";
};

function DraftInput({ field, form, state, rows, type = "text", inputMode }: DraftInputProps) {
  const value = state.values?.[field] ?? form[field];
  const words = FIELD_WORDS[field];
  return (
    <Field name={field} label={words?.label ?? field} hint={words?.hint} error={state.errors?.[field]}>
      {(control) =>
        rows === undefined ? (
          <input {...control} type={type} inputMode={inputMode} autoComplete="off" defaultValue={value} />
        ) : (
          <textarea {...control} rows={rows} defaultValue={value} />
        )
      }
    </Field>
  );
}

import type { DraftForm } from "../../domain/exemption/schema.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { FieldError } from "../ui/field.tsx";
import { ChoiceList, Tick } from "./choice-list.tsx";
import { HourRows } from "./hour-rows.tsx";

export type Choice = { readonly id: string; readonly name: string };

type ScopeFieldsProps = {
  form: DraftForm;
  errors: Readonly<Record<string, string>>;
  applications: readonly Choice[];
  devices: readonly Choice[];
  /** What was sent, by field name. */
  values?: Readonly<Record<string, string>>;
};

/** What is to be left out: everything, or what is chosen of each list. */
export function ScopeFields({ form, errors, applications, devices, values }: ScopeFieldsProps) {
  return (
    <div className="group grid gap-5">
      {errors.everything && <FieldError id="everything-error">{errors.everything}</FieldError>}
      <Tick
        id="everything"
        name="everything"
        isTicked={form.everything}
        isWrong={errors.everything !== undefined}
        describedBy={errors.everything ? "everything-error" : undefined}
      >
        <span className="font-medium">Everything</span>{" "}
        <span className="text-muted">– nothing at all is recorded in these days</span>
      </Tick>
      <div className="grid gap-5 group-has-[#everything:checked]:hidden">
        <p className="max-w-prose text-muted">
          Or choose from the lists. What you choose in several of them is left out where all of it holds:
          Keyboard and Terminal together mean the keyboard in Terminal. A list in which you choose nothing
          stands for all of it.
        </p>
        <ChoiceList
          name="categories"
          legend="Kinds of record"
          error={errors.categories}
          options={CATEGORIES.map((value) => ({ value, label: CATEGORY_WORDS[value].name }))}
          chosen={form.categories ?? []}
        />
        <ChoiceList
          name="applications"
          legend="Applications"
          error={errors.applications}
          options={applications.map(optionOf)}
          chosen={form.applications ?? []}
        />
        {devices.length > 0 && (
          <ChoiceList
            name="devices"
            legend="Computers"
            hint="Of those that are linked to you. If you choose none, it holds on one that you link later too."
            error={errors.devices}
            options={devices.map(optionOf)}
            chosen={form.devices ?? []}
          />
        )}
        <HourRows hours={form.hours ?? []} error={errors.hours} values={values} />
      </div>
    </div>
  );
}

function optionOf({ id, name }: Choice): { value: string; label: string } {
  return { value: id, label: name };
}

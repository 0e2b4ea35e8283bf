/** What a form shows after it was sent: the answer of its server action. */
export type FormState = {
  status: "idle" | "done" | "refused";
  /** One sentence: what happened, or why not and what next. */
  message?: string;
  /** By field name, e.g. `category.pointer`. */
  errors?: Record<string, string>;
  /** What was sent, by field name, so that a refused form without scripts comes back filled in. */
  values?: Record<string, string>;
};

/** A server action as forms use it (React's `useActionState`). */
export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

export const IDLE: FormState = { status: "idle" };

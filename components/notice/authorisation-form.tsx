"use client";

import { ActionForm } from "../ui/action-form.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Link } from "../ui/link.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type AuthorisationFormProps = {
  placeName: string;
  code: string;
  /** The words that are signed. */
  statement: string;
  notice: { id: string; title: string; sha256: string };
  /** Whose name signs. */
  personName: string;
  /** Receives `noticeHash`, `jurisdiction` and `signature`. */
  action: FormAction;
};

/** A written authorisation, signed by typing one's name. Not signing needs no button: it is what happens anyway. */
export function AuthorisationForm(props: AuthorisationFormProps) {
  const { placeName, code, statement, notice, personName, action } = props;
  return (
    <Card title={`Written authorisation for ${placeName}, if you want to give it`}>
      <p className="max-w-prose">
        {placeName} asks for your written authorisation before such records are kept. Whether you sign is up
        to you. If you would rather not, leave this as it is: nothing is collected, and nothing else happens.
      </p>
      <blockquote className="max-w-prose border-edge border-l-4 pl-4">{statement}</blockquote>
      <p>
        <Link href={`/notice/${notice.id}`} className="text-accent underline underline-offset-4">
          Read the notice: {notice.title}
        </Link>
      </p>
      <ActionForm action={action} className="grid max-w-md gap-3" aria-label={`Sign for ${placeName}`}>
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="noticeHash" value={notice.sha256} />
            <input type="hidden" name="jurisdiction" value={code} />
            <Field
              name={`signature.${code}`}
              label="Your name, as your signature"
              hint={`Type it as it is here: ${personName}`}
              error={state.errors?.[`signature.${code}`]}
            >
              {(control) => (
                <input
                  type="text"
                  autoComplete="off"
                  maxLength={120}
                  defaultValue={state.values?.[`signature.${code}`]}
                  {...control}
                />
              )}
            </Field>
            <div>
              <SubmitButton weight="neutral" pendingLabel="Signing…">
                Sign it
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Card>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { Field } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction, FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

const NO_ANSWER = "The portal could not be reached. Nothing was attached. Please try again.";

/** Attaches one file to a draft or a pending request. `address` takes `file` and `requestId`. */
export function EvidenceForm({ address, requestId }: { address: string; requestId: string }) {
  const router = useRouter();
  const [sent, setSent] = useState(0);

  const send = async (_: FormState, form: FormData): Promise<FormState> => {
    const file = form.get("file");
    if (!(file instanceof File) || file.name === "") return refused("Choose a photo or a PDF first.");
    try {
      const answer = await fetch(address, { method: "POST", body: form });
      if (answer.ok) return { status: "done", message: "Attached." };
      const problem: unknown = await answer.json();
      return refused(titleOf(problem));
    } catch {
      return refused(NO_ANSWER);
    }
  };
  const onDone = () => {
    setSent(sent + 1);
    router.refresh();
  };
  return (
    <>
      <noscript>
        <p className="max-w-prose">
          Attaching a file needs JavaScript. A request can be sent, and is decided, without one.
        </p>
      </noscript>
      <ActionForm
        action={send}
        onDone={onDone}
        aria-label="Attach a photo or a PDF"
        className="grid max-w-xl gap-3 noscript:hidden"
      >
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="requestId" value={requestId} />
            <Field
              name="file"
              label="Attach a photo or a PDF"
              hint="JPEG, PNG or PDF, at most 10 MB, at most ten files. It is encrypted; only those who decide can open it. Where a photo was taken is not kept."
              error={state.errors?.file}
            >
              {(control) => (
                <input {...control} key={sent} type="file" accept="image/jpeg,image/png,application/pdf" />
              )}
            </Field>
            <div>
              <SubmitButton weight="neutral" pendingLabel="Attaching…">
                Attach it
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </>
  );
}

function refused(message: string): FormState {
  return { status: "refused", message, errors: { file: message } };
}

function titleOf(problem: unknown): string {
  if (typeof problem === "object" && problem !== null && "title" in problem) return String(problem.title);
  return NO_ANSWER;
}

type RemoveFileProps = { fileId: string; name: string; action: FormAction };

/** Takes a file off a draft. `action` receives `fileId`. */
export function RemoveFile({ fileId, name, action }: RemoveFileProps) {
  return (
    <ActionForm action={action} aria-label={`Remove ${name}`} className="grid gap-2">
      {(state) => (
        <>
          <FormMessage state={state} />
          <input type="hidden" name="fileId" value={fileId} />
          <SubmitButton weight="quiet" size="small" pendingLabel="Removing…" aria-label={`Remove ${name}`}>
            Remove
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}

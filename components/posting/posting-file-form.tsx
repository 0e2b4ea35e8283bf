"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "../ui/action-form.tsx";
import { CONTROL_STYLE } from "../ui/field.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormState } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";

const NO_ANSWER = "The portal could not be reached. Nothing was attached. Please try again.";

/** Sends one file, by itself as the body: the portal counts while it reads, and looks at the content alone. */
export function PostingFileForm({ address }: { address: string }) {
  const router = useRouter();
  const [sent, setSent] = useState(0);

  const send = async (_: FormState, form: FormData): Promise<FormState> => {
    const file = form.get("file");
    if (!(file instanceof File) || file.name === "")
      return { status: "refused", message: "Choose a photo or a PDF first." };
    try {
      const answer = await fetch(address, { method: "POST", body: file });
      if (answer.ok) return { status: "done", message: "Attached." };
      const problem: unknown = await answer.json();
      return { status: "refused", message: titleOf(problem) };
    } catch {
      return { status: "refused", message: NO_ANSWER };
    }
  };
  const onDone = () => {
    setSent(sent + 1);
    router.refresh();
  };
  return (
    <ActionForm
      action={send}
      onDone={onDone}
      className="grid max-w-xl gap-3"
      aria-label="Attach a photo or a file"
    >
      {(state) => (
        <>
          <FormMessage state={state} />
          <label className="grid gap-1.5">
            <span className="font-medium">Photo or file</span>
            <span className="text-muted text-sm">
              A JPEG or PNG photo, or a PDF, of at most 10 MB. Where a photo was taken is not kept.
            </span>
            <input
              key={sent}
              type="file"
              name="file"
              accept="image/jpeg,image/png,application/pdf"
              className={CONTROL_STYLE}
            />
          </label>
          <div>
            <SubmitButton weight="neutral" pendingLabel="Attaching…">
              Attach it
            </SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}

function titleOf(problem: unknown): string {
  if (typeof problem === "object" && problem !== null && "title" in problem) return String(problem.title);
  return NO_ANSWER;
}

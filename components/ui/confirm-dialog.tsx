"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { type ReactNode, useState } from "react";
import { ActionForm } from "./action-form.tsx";
import { type ButtonSize, buttonStyle } from "./button-style.ts";
import { BACKDROP_STYLE, POPUP_STYLE } from "./dialog-style.ts";
import { FormMessage } from "./form-message.tsx";
import type { FormAction } from "./form-state.ts";
import { SubmitButton } from "./submit-button.tsx";

type ConfirmDialogProps = {
  trigger: ReactNode;
  size?: ButtonSize;
  title: string;
  /** What will happen, and whether it can be taken back. */
  children: ReactNode;
  confirm: string;
  pendingLabel: string;
  action: FormAction;
  /** Sent with the confirmation, e.g. `{ deviceId }`. */
  fields: Record<string, string>;
};

/** Asks once more before something that is hard to take back. The focus starts on the harmless button. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger className={buttonStyle("danger", props.size)}>{props.trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP_STYLE} />
        <AlertDialog.Popup className={POPUP_STYLE}>
          <AlertDialog.Title className="font-semibold text-xl">{props.title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="grid gap-2">
            {props.children}
          </AlertDialog.Description>
          <ActionForm action={props.action} onDone={() => setOpen(false)} className="grid gap-4">
            {(state) => (
              <>
                <FormMessage state={state} />
                {Object.entries(props.fields).map(([name, value]) => (
                  <input key={name} type="hidden" name={name} value={value} />
                ))}
                <div className="flex flex-wrap justify-end gap-3">
                  <AlertDialog.Close className={buttonStyle("neutral")}>Cancel</AlertDialog.Close>
                  <SubmitButton weight="danger" pendingLabel={props.pendingLabel}>
                    {props.confirm}
                  </SubmitButton>
                </div>
              </>
            )}
          </ActionForm>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

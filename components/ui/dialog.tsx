"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { type ButtonSize, type ButtonWeight, buttonStyle } from "./button-style.ts";
import { BACKDROP_STYLE, POPUP_STYLE } from "./dialog-style.ts";

type DialogProps = {
  trigger: ReactNode;
  weight?: ButtonWeight;
  size?: ButtonSize;
  title: string;
  children: ReactNode;
};

/** Something to look at closely, over the page. Closes by its button, Escape, or a press outside. */
export function Dialog({ trigger, weight = "neutral", size, title, children }: DialogProps) {
  return (
    <BaseDialog.Root>
      <BaseDialog.Trigger className={buttonStyle(weight, size)}>{trigger}</BaseDialog.Trigger>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={BACKDROP_STYLE} />
        <BaseDialog.Popup className={POPUP_STYLE}>
          <BaseDialog.Title className="font-semibold text-xl">{title}</BaseDialog.Title>
          {children}
          <BaseDialog.Close className={buttonStyle("neutral", "normal", "justify-self-end")}>
            Close
          </BaseDialog.Close>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

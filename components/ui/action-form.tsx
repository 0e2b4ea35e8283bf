"use client";

import {
  createContext,
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useContext,
  useState,
  useTransition,
} from "react";
import { useAnnounce } from "./announcer.tsx";
import { type FormAction, type FormState, IDLE } from "./form-state.ts";
import { isUnreached, UNREACHED } from "./unreached.ts";

type Sending = { pending: boolean; name?: string; value?: string };
const SendingContext = createContext<Sending>({ pending: false });

/** Whether the form around is being sent, and by which of its buttons. */
export function useSending(): Sending {
  return useContext(SendingContext);
}

/** A form's answer without scripts, and what sends it: React's `useActionState` of its action. */
export type Unscripted = readonly [state: FormState, send: (form: FormData) => void, isPending: boolean];

type ActionFormProps = {
  action: FormAction;
  /** Held by what stays on the page, where what was done takes the form off it. */
  unscripted?: Unscripted;
  /** May be a function of the last answer, so that fields can show their errors. */
  children: ReactNode | ((state: FormState) => ReactNode);
  className?: string;
  "aria-label"?: string;
  /** Where a browser is not to keep, or bring back by itself, what was typed. */
  autoComplete?: "off";
  /** Called once per answer that says done, after it was announced. */
  onDone?: (state: FormState) => void;
};

/**
 * A form that works before and without scripts (`useActionState`), and announces what came of it.
 * Once hydrated it sends itself: React empties a form whose `action` it ran, and people whose answer
 * was refused would have to give it all again; and an answer that also takes the form off the page
 * must still be announced.
 */
export function ActionForm({ action, children, onDone, unscripted: held, ...rest }: ActionFormProps) {
  const own = useActionState(action, IDLE);
  const [unscripted, send] = held ?? own;
  const [scripted, setScripted] = useState<FormState | null>(null);
  const [pending, start] = useTransition();
  const [button, setButton] = useState<Omit<Sending, "pending">>({});
  const announce = useAnnounce();
  const state = scripted ?? unscripted;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    const submitter = submitterOf(event);
    setButton({ name: submitter?.name, value: submitter?.value });
    const form = new FormData(event.currentTarget, submitter);
    start(async () => {
      const answer = await answerOf(action, state, form);
      startTransition(() => setScripted(answer));
      if (answer.status !== "done") return;
      announce(answer.message ?? "Done.");
      onDone?.(answer);
    });
  };
  return (
    <form action={send} onSubmit={submit} noValidate aria-busy={pending || undefined} {...rest}>
      <SendingContext value={{ pending, ...button }}>
        {typeof children === "function" ? children(state) : children}
      </SendingContext>
    </form>
  );
}

/** A portal that cannot be reached answers nothing: the form stays, and what it was filled in with, too. */
async function answerOf(action: FormAction, state: FormState, form: FormData): Promise<FormState> {
  try {
    return await action(state, form);
  } catch (error) {
    if (!isUnreached(error)) throw error;
    return { status: "refused", message: UNREACHED, values: state.values };
  }
}

function submitterOf(event: FormEvent<HTMLFormElement>): HTMLButtonElement | null {
  const { nativeEvent } = event;
  const submitter = nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null;
  return submitter instanceof HTMLButtonElement ? submitter : null;
}

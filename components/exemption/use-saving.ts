"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { useAnnounce } from "../ui/announcer.tsx";
import { isFilledIn } from "../ui/filled-in.ts";

/** How long after the last key, in milliseconds: often enough, and far below what the door takes from one person. */
const QUIET_MS = 900;

/** How far the keeping of a form is. Times in milliseconds. */
export interface Saving {
  readonly draftId: string | null;
  readonly savedAt: number | null;
  /** Why what was typed last is not kept; null while all is well. */
  readonly failure: string | null;
}

const NO_ANSWER =
  "The portal could not be reached, so what you typed last is not saved. Keep this page open.";

/**
 * Keeps the form around `inside` as it is typed, one save after another, and once more when the page is left.
 * @param address takes the form as its body, with `leaving` where the page is left; answers `{ id, savedAt }`, or problem+json
 */
export function useSaving(inside: RefObject<HTMLElement | null>, address: string, first: Saving): Saving {
  const [saving, setSaving] = useState(first);
  const announce = useAnnounce();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isUnsaved = useRef(false);
  const running = useRef<AbortController>(undefined);

  const save = useEffectEvent(async (form: HTMLFormElement, isLeaving = false) => {
    clearTimeout(timer.current);
    // Whoever leaves cannot wait for the save that is under way: what they typed since would be lost.
    // One that is under way would be cut off with the page, so it is sent again.
    if (isLeaving ? !isUnsaved.current && !running.current : !isUnsaved.current || running.current) return;
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    isUnsaved.current = false;
    const answer = await keep(address, new FormData(form), own.signal, isLeaving);
    if (own.signal.aborted) return;
    running.current = undefined;
    if (typeof answer === "string") {
      if (saving.failure !== answer) announce(answer);
      setSaving((was) => ({ ...was, failure: answer }));
    } else {
      setSaving({ draftId: answer.id, savedAt: answer.savedAt, failure: null });
    }
    if (isUnsaved.current) later(form);
  });
  const later = useEffectEvent((form: HTMLFormElement) => {
    isUnsaved.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(form), QUIET_MS);
  });

  useEffect(() => {
    const form = inside.current?.closest("form");
    if (!form) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    form.addEventListener("input", () => later(form), { signal });
    // What was typed before the page's scripts came was not heard.
    if (isFilledIn(form)) later(form);
    // Whoever presses a button of the form sends it all.
    form.addEventListener("submit", () => forget(), { signal });
    window.addEventListener("pagehide", () => void save(form, true), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void save(form, true), { signal });
    const forget = () => {
      clearTimeout(timer.current);
      isUnsaved.current = false;
      running.current?.abort();
      running.current = undefined;
    };
    return () => {
      void save(form, true);
      leaving.abort();
      clearTimeout(timer.current);
    };
  }, [inside]);
  return saving;
}

/** @param isLeaving the request outlives the page, for which browsers take 64 KiB at the most (Fetch, section 4.6) */
async function keep(
  address: string,
  body: FormData,
  signal: AbortSignal,
  isLeaving: boolean,
): Promise<{ id: string; savedAt: number } | string> {
  if (isLeaving) body.set("leaving", "on");
  try {
    const answer = await fetch(address, { method: "POST", body, keepalive: isLeaving, signal });
    const said: unknown = await answer.json();
    if (!answer.ok) return notSaved(fieldOf(said) ?? textOf(said, "title"));
    const id = textOf(said, "id");
    const savedAt = Number(textOf(said, "savedAt"));
    return id ? { id, savedAt } : NO_ANSWER;
  } catch {
    return NO_ANSWER;
  }
}

function notSaved(why: string | undefined): string {
  return why ? `What you typed last is not saved. ${why}` : NO_ANSWER;
}

/** What is wrong at a field says more than that something is. */
function fieldOf(said: unknown): string | undefined {
  const fields: unknown = typeof said === "object" && said !== null ? Reflect.get(said, "fields") : undefined;
  const [first] = typeof fields === "object" && fields !== null ? Object.values(fields) : [];
  return typeof first === "string" ? first : undefined;
}

function textOf(said: unknown, key: string): string | undefined {
  const value: unknown = typeof said === "object" && said !== null ? Reflect.get(said, key) : undefined;
  return value === undefined || value === null ? undefined : String(value);
}

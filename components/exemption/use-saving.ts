"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { useAnnounce } from "../ui/announcer.tsx";

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
 * @param address takes the form as its body, answers `{ id, savedAt }`, or problem+json
 */
export function useSaving(inside: RefObject<HTMLElement | null>, address: string, first: Saving): Saving {
  const [saving, setSaving] = useState(first);
  const announce = useAnnounce();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isUnsaved = useRef(false);
  const isRunning = useRef(false);

  const save = useEffectEvent(async (form: HTMLFormElement) => {
    clearTimeout(timer.current);
    if (!isUnsaved.current || isRunning.current) return;
    isUnsaved.current = false;
    isRunning.current = true;
    const answer = await keep(address, new FormData(form));
    isRunning.current = false;
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
    // Whoever presses a button of the form sends it all.
    form.addEventListener("submit", () => forget(), { signal });
    window.addEventListener("pagehide", () => void save(form), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void save(form), { signal });
    const forget = () => {
      clearTimeout(timer.current);
      isUnsaved.current = false;
    };
    return () => {
      void save(form);
      leaving.abort();
      clearTimeout(timer.current);
    };
  }, [inside]);
  return saving;
}

async function keep(address: string, body: FormData): Promise<{ id: string; savedAt: number } | string> {
  try {
    const answer = await fetch(address, { method: "POST", body, keepalive: true });
    const said: unknown = await answer.json();
    if (!answer.ok) return textOf(said, "title") ?? NO_ANSWER;
    const id = textOf(said, "id");
    const savedAt = Number(textOf(said, "savedAt"));
    return id ? { id, savedAt } : NO_ANSWER;
  } catch {
    return NO_ANSWER;
  }
}

function textOf(said: unknown, key: string): string | undefined {
  const value: unknown = typeof said === "object" && said !== null ? Reflect.get(said, key) : undefined;
  return value === undefined || value === null ? undefined : String(value);
}

import type { Category } from "../../domain/notice/schema.ts";

/** What the categories are called to people, and the question that the consent page asks. */
export const CATEGORY_WORDS: Record<Category, { name: string; question: string }> = {
  pointer: { name: "Pointer", question: "Pointer: movements, clicks and scrolling" },
  keyboard: { name: "Keyboard", question: "Keyboard: how many keys, and shortcuts" },
  screen: { name: "Screen", question: "Screen: occasional redacted pictures" },
  application: { name: "Application", question: "Application: which approved one is in use" },
};

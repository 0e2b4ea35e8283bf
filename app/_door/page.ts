import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Refusal } from "../../lib/refusal.ts";
import { identifyForPage, requestedPath } from "./session.ts";

/** What "not found" says, also of what the reader may not see. */
export const NO_SUCH_PAGE = {
  title: "There is no such page",
  text: "The address may be mistyped, the page may be gone, or it belongs to someone else. Nothing is collected or changed by your visit here.",
};

/** Awaits what a page shows. What the reader may not see, or does not exist, is the same: not found. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refusal && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  }
}

/** A page of legal's is called so for legal alone: whoever may not see it does not learn from its title that it exists. */
export function titleForLegal(title: string): () => Promise<Metadata> {
  return async () => {
    const actor = await identifyForPage(await requestedPath());
    if (!actor.roles.includes("legal")) notFound();
    return { title };
  };
}

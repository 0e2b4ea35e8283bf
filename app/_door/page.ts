import { notFound } from "next/navigation";
import { Refusal } from "../../lib/refusal.ts";

/** Awaits what a page shows. What the reader may not see, or does not exist, is the same: not found. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refusal && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  }
}

import type { z } from "zod";
import { Refusal } from "./refusal.ts";

/** What was filled in. Refuses (invalid) with a sentence for each field that is wrong. */
export function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(
    parsed.error.issues.toReversed().map(({ path, message }) => [path.join("."), message]),
  );
  throw new Refusal("invalid", "malformed", "Something is missing or wrong. Nothing was recorded yet.", {
    fields,
  });
}

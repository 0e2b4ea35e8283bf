import { Refusal } from "../../lib/refusal.ts";
import type { PersonActor } from "../actor/schema.ts";

/** Refuses (forbidden) whoever is not a legal reviewer, as the database does. */
export function requireLegal(actor: PersonActor): void {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers work on notices.");
}

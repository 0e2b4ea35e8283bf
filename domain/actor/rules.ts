import { Refusal } from "../../lib/refusal.ts";
import type { Actor, PersonActor } from "./schema.ts";

/** Refuses (forbidden) whoever is not of legal; the database refuses them too. */
export function expectLegal(actor: Actor): asserts actor is PersonActor {
  if (actor.kind !== "person" || !actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers see this.");
}

import { z } from "zod";
import { CATEGORIES, type Category } from "../../notice/schema.ts";
import type { Scope } from "../schema.ts";

const hours = z.array(z.tuple([z.int(), z.int()])).nullable();

/** What a row leaves out. */
export function scopeOf(row: {
  categories: string[];
  applications: string[];
  devices: string[];
  hours: unknown;
  fromAt: Date;
  untilAt: Date;
}): Scope {
  const orAll = <T>(list: T[]) => (list.length > 0 ? list : null);
  return {
    categories: orAll(
      row.categories.filter((each): each is Category => CATEGORIES.some((known) => known === each)),
    ),
    applications: orAll(row.applications),
    devices: orAll(row.devices),
    hours: hours.parse(row.hours ?? null),
    from: row.fromAt.getTime(),
    until: row.untilAt.getTime(),
  };
}

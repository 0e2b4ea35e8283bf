/** What Next hands a page of the address's query. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The value of a name that is said once; null where it is not said, or more than once. */
export function textOf(value: string | string[] | undefined): string | null {
  return typeof value === "string" ? value : null;
}

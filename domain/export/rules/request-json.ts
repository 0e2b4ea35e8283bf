/** What is a moment in a request, in milliseconds within the portal. */
const MOMENTS = new Set([
  "at",
  "sentAt",
  "savedAt",
  "openedAt",
  "dueAt",
  "since",
  "effectiveAt",
  "endedAt",
  "from",
  "until",
]);

/** A request, or a draft of one, as JSON with its moments in ISO 8601. */
export function requestJson(request: object): string {
  return JSON.stringify(request, (key, value: unknown) =>
    typeof value === "number" && MOMENTS.has(key) ? new Date(value).toISOString() : value,
  );
}

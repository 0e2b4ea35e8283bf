/**
 * What the browsers say when a request has no answer, or its answer breaks off: there is no code for it, only a
 * TypeError as any mistake in a script makes one. Chromium, Firefox and Safari, in this order; the rest of a
 * sentence differs from version to version.
 */
const NO_ANSWER = [
  /^failed to fetch/i,
  /^network ?error/i,
  /^error in (input|body) stream/i,
  /^load failed/i,
  /^the (network|internet) connection /i,
  /^could not connect to the server/i,
  /^the request timed out/i,
  /^a server with the specified hostname /i,
];

export const UNREACHED =
  "The portal could not be reached. Nothing was changed, as far as we know; what you wrote is still here. Please try again.";

/**
 * Whether a server action failed because the portal could not be reached. What a server throws, and the redirects
 * that Next throws, carry a digest; whatever is neither is a fault and must stay one.
 */
export function isUnreached(error: unknown): boolean {
  if (!(error instanceof TypeError) || "digest" in error) return false;
  return NO_ANSWER.some((said) => said.test(error.message));
}

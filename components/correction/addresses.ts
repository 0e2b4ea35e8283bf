/** What the reader contested. */
export const CORRECTIONS = "/my-data/corrections";

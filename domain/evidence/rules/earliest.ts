/** The portal keeps nothing from before this day. */
export const EARLIEST_DAY = "2000-01-01";
/** What whoever asks for an earlier one reads. */
export const TOO_EARLY = "There was no portal then. Give a later day.";

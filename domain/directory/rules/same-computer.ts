/** What a computer says of itself when it asks to be linked. */
export interface Computer {
  readonly platform: string;
  readonly serial: string;
  readonly name: string;
}

/** What agents say where the maker's number cannot be read: it tells no computer from another. */
const UNREADABLE = "unknown";

/**
 * Whether two devices of one employee are one computer, linked anew: a device is known by its key, and has another
 * after it was unlinked, or its agent set up again. A number that is made up can only leave out more.
 */
export function isSameComputer(one: Computer, other: Computer): boolean {
  if (one.platform !== other.platform || one.serial !== other.serial) return false;
  return one.serial !== UNREADABLE || one.name === other.name;
}

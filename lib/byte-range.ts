/** Bytes from the one at `from` to the one before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a Range header asks for of so many bytes (RFC 9110 section 14): one range, or null for the whole, also where
 * the header is not understood or names several; "unsatisfiable" where there is nothing of what it names.
 */
export function byteRange(header: string | null, bytes: number): ByteRange | null | "unsatisfiable" {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "unsatisfiable" : { from: bytes - length, to: bytes };
  }
  if (last !== "" && Number(last) < Number(first)) return null;
  if (Number(first) >= bytes) return "unsatisfiable";
  return { from: Number(first), to: last === "" ? bytes : Math.min(Number(last) + 1, bytes) };
}

/** When a UUIDv7 was made (RFC 9562 section 5.7), in milliseconds since the epoch. */
export function madeAt(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

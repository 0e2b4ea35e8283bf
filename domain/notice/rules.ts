export interface NoticeVersion {
  readonly version: number;
  readonly substance: boolean;
  readonly effectiveAt: Date;
}

/**
 * When an acknowledgement of, or a consent under, `version` stopped to count: the moment a later
 * version of substance came into effect; Infinity while none did (everyone is asked again).
 */
export function overtakenAt(notices: readonly NoticeVersion[], version: number): number {
  const later = notices.filter((each) => each.version > version && each.substance);
  return Math.min(Infinity, ...later.map((each) => each.effectiveAt.getTime()));
}

/** The notice that is in force at `now`: the latest version that has come into effect. */
export function inForce<T extends NoticeVersion>(notices: readonly T[], now: Date): T | null {
  const effective = notices.filter((each) => each.effectiveAt <= now);
  return effective.reduce<T | null>(
    (best, each) => (best && best.version > each.version ? best : each),
    null,
  );
}

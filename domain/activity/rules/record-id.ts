const ID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.(0|[1-9]\d{0,13})$/;

/** Which of a person's records: no two begin at the same moment (milliseconds since the epoch) on one computer. */
export interface RecordKey {
  readonly deviceId: string;
  readonly startedAt: number;
}

export function recordId({ deviceId, startedAt }: RecordKey): string {
  return `${deviceId}.${startedAt}`;
}

/** Undoes `recordId`; null for what it never makes. */
export function parseRecordId(id: string): RecordKey | null {
  const [, deviceId, startedAt] = ID.exec(id) ?? [];
  return deviceId === undefined ? null : { deviceId, startedAt: Number(startedAt) };
}

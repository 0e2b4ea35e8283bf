/** A row as JSON, in the way Postgres writes it. */
export type Row = Readonly<Record<string, unknown>>;

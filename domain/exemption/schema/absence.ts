/** Somebody of the directory, as those see them who look for who may stand in. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
}

/** A time in which somebody is away. Times in milliseconds. */
export interface AbsenceRow {
  readonly id: string;
  readonly from: number;
  /** Its end, also where it ended early. */
  readonly until: number;
  /** Who decides meanwhile; null for the manager of whoever is away. */
  readonly delegate: Colleague | null;
  readonly state: "coming" | "now" | "over";
}

/** A time in which somebody stands in for somebody else. */
export interface StandIn {
  readonly id: string;
  readonly who: string;
  /** Where the days of whoever is away begin. */
  readonly timeZone: string;
  readonly from: number;
  readonly until: number;
}

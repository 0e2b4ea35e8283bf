/** The seven ways to refuse, and what HTTP calls them. Anything else that is thrown is a fault. */
export const REFUSAL_STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  expired: 410,
  invalid: 422,
  too_many: 429,
} as const;
export type RefusalCode = keyof typeof REFUSAL_STATUS;

export interface RefusalDetail {
  /** Field path to sentence, for forms and problem+json. */
  fields?: Record<string, string>;
  /** Seconds after which trying again makes sense. */
  retryAfter?: number;
}

/**
 * An expected no. `reason` is from the noun's own list and is stable; `message` is a sentence for
 * the person who asked. Thrown by the domain, translated only at the doors.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly reason: string;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, reason: string, message: string, detail: RefusalDetail = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.reason = reason;
    this.detail = detail;
  }
}

import pg from "pg";

/**
 * Which database rule an error broke: the constraint's name where Postgres says it, else its message;
 * null when the error is not a broken rule. Prisma and pg wrap the same Postgres error differently.
 */
export function violation(error: unknown): string | null {
  for (let each = error; typeof each === "object" && each !== null; each = inner(each)) {
    const code = text(each, "originalCode") ?? text(each, "code");
    if (code && /^23\w{3}$/.test(code))
      return text(each, "constraint") ?? text(each, "originalMessage") ?? text(each, "message") ?? code;
    if (code === "P2002") return JSON.stringify("meta" in each ? each.meta : {});
  }
  return null;
}

/** Whether Postgres refused the statement for its data (22, 23) or for another transaction's (40), and is well. */
export function isOfTheStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|40)/.test(error.code ?? "");
}

function inner(error: object): unknown {
  if ("cause" in error && error.cause) return error.cause;
  if ("meta" in error && typeof error.meta === "object" && error.meta && "driverAdapterError" in error.meta) {
    return error.meta.driverAdapterError;
  }
  return null;
}

function text(error: object, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : undefined;
}

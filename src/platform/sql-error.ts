/**
 * The code of a failed statement or connection: an SQLSTATE (`23505`) or a Node error code (`ECONNREFUSED`), wherever it
 * hides in the chain of causes (drizzle wraps what the driver throws, a failed connect wraps one error per address).
 */
export function errorCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}

/** Whether a statement failed because a row with the same unique key stands already. */
export function isUniqueViolation(error: unknown): boolean {
  return errorCode(error) === '23505';
}

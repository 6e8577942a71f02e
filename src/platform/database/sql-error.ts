/**
 * The code of a failed statement or connection: an SQLSTATE (`23505`) or a Node error code (`ECONNREFUSED`),
 * wherever it hides in the chain of causes (drizzle wraps what the driver throws, a failed connect wraps one
 * error per address).
 */
export function errorCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}

/** The words of whatever began the chain of causes: what drizzle says is only which statement failed. */
export function rootMessage(error: unknown): string {
  let current = error;
  for (let depth = 0; current instanceof Error && current.cause !== undefined && depth < 8; depth += 1)
    current = current.cause;
  return current instanceof Error ? current.message : String(current);
}

/** Whether a statement failed because a row would contradict others: a taken key, a forked chain. */
export function isIntegrityViolation(error: unknown): boolean {
  return errorCode(error)?.startsWith('23') === true;
}

/**
 * Whether a statement was refused for what it was to write: a value that no column holds (class 22), a row or
 * a key that is too large (54). Nothing of it, and of its transaction, was written, and it would fail again.
 */
export function isRefusedData(error: unknown): boolean {
  return /^(22|54)...$/.test(errorCode(error) ?? '');
}

/** SQLSTATEs of our own, in a class that the standard leaves to users: which fence did not hold. */
export const fenceCodes = { evaluator: 'RF001', unchangedSwitch: 'RF002' } as const;
export type Fence = keyof typeof fenceCodes;

/** Whether a statement changed nothing because a fence of it did not hold: this one, or any. */
export function isFenceError(error: unknown, fence?: Fence): boolean {
  const code = errorCode(error);
  return fence === undefined ? /^RF00\d$/.test(code ?? '') : code === fenceCodes[fence];
}

const connectionCodes =
  /^(08...|57P0.|53300|25P03|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)$/;
const connectionMessages =
  /Connection terminated|is not queryable|timeout exceeded when trying to connect|Query read timeout/;

/** Whether a statement failed because the database could not be reached or the connection was lost. */
export function isConnectionLoss(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return connectionCodes.test(code);
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if (connectionMessages.test(current.message)) return true;
    current = current.cause;
  }
  return false;
}

/** Thrown when what was asked for cannot be done now, but may be asked for again in a moment: 503. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  /** Stable, snake_case. */
  readonly code: string;

  /** `detail` is for whoever asked. */
  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

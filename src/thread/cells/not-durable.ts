import { UnavailableError } from '../../platform/http/unavailable.ts';

/** Samples were lost before they were durable, because a write failed: the sender has to send them again. */
export class NotDurableError extends UnavailableError {
  constructor(cause?: unknown) {
    super('samples_not_kept', 'These could not be kept at the moment. Send them again.', { cause });
  }
}

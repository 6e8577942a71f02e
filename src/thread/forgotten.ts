import { UnavailableError } from '../platform/http/unavailable.ts';

/** What had been taken was forgotten before it was durable, because a write failed: the sender has to send it again. */
export class ForgottenError extends UnavailableError {
  constructor(cause?: unknown) {
    super('samples_not_kept', 'These could not be kept at the moment. Send them again.', { cause });
  }
}

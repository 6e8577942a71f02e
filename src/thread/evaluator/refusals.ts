import type { Refusal } from '../../platform/refusal.ts';

/** Why a command cannot be carried out while there is no memory to decide on. */
export const notReady: Refusal = {
  kind: 'unavailable',
  code: 'not_ready',
  detail:
    'This process is not evaluating now: it starts, recovers or stands by. Nothing was changed; try again.',
};

/** Why no samples can be taken while too many wait. */
export const overloaded: Refusal = {
  kind: 'unavailable',
  code: 'overloaded',
  detail: 'More samples are waiting to be stored than memory can hold. Send these again in a moment.',
};

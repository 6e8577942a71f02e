import { defined } from '../platform/defined.ts';
import type { Refusal } from '../platform/refusal.ts';
import type { Awaited, RequestLife } from './request.ts';

/** A refusal in the present state. */
export function conflict(code: string, detail: string, facts?: Refusal['facts']): Refusal {
  return { kind: 'conflict', code, detail, ...defined({ facts }) };
}

/** No desk.yaml, no desk. */
export const noDesk: Refusal = {
  kind: 'not_found',
  code: 'no_desk',
  detail: 'There is no desk here. Write desk.yaml in the rules folder, such as `timezone: Europe/Paris`.',
};

/** Since when a request has waited for this side, if it does. */
export function awaitedSince(life: RequestLife, side: Awaited): number | undefined {
  if (life.state === 'waiting' && life.for === side) return life.since;
  return life.state === 'reopened' && side === 'us' ? life.since : undefined;
}

/** Without a key nothing of a customer can be kept. */
export const noVault: Refusal = {
  kind: 'unavailable',
  code: 'no_vault',
  detail:
    'Nothing says which key personal data is sealed by: set FILROUGE_VAULT_KEY or FILROUGE_VAULT_KEY_COMMAND.',
};

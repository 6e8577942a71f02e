import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { Vault } from '../vault/vault.ts';
import type { LetterTexts } from './document.ts';
import type { PrivacyRequest } from './privacy.ts';

/** Opens the texts that people have written for the letter that is due, for `who` (an actor text). */
export async function letterTexts(
  db: Db,
  vault: Pick<Vault, 'open'>,
  { number, state, extension }: PrivacyRequest,
  who: string,
): Promise<LetterTexts> {
  const reason =
    state.kind === 'refused' ? state.reason : state.kind === 'open' ? extension?.reason : undefined;
  const note = state.kind === 'done' ? state.note : undefined;
  const ids = [reason, note].flatMap((id) => id ?? []);
  const texts = await vault.open(db, ids, { who, why: `privacy ${number}`, despiteRestriction: true });
  return defined({ reason: texts.get(reason ?? ''), note: texts.get(note ?? '') });
}

/**
 * The author of an act. `person` is an id of people.yaml (a pseudonym, never a name or address: it goes into
 * the register), who came with a key of theirs or in a session, `key` an API key that belongs to nobody (an
 * agent, an intake), `session` somebody who came by a one-time link as nobody in particular, `engine`
 * filrouge itself, `mirror` somebody in another tool, who changed there what is mirrored here.
 */
export type Actor =
  | { readonly kind: 'engine' }
  | { readonly kind: 'person'; readonly person: string; readonly key: string }
  | {
      readonly kind: 'person';
      readonly person: string;
      readonly session: string;
      /** They have proved to their provider anew who they are, a moment ago. */
      readonly proof?: 'provider';
    }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'mirror'; readonly site: string };

/** By what somebody has proved who they are for what they stand by with their name. */
export type IdentityProof = 'key' | 'provider';

/** By what an actor has: the key that came with it, or their provider a moment ago. */
export function provenBy(actor: Actor): { readonly proof?: IdentityProof } {
  if ('key' in actor) return { proof: 'key' };
  return actor.kind === 'person' && actor.proof !== undefined ? { proof: actor.proof } : {};
}

/** The engine as an actor. */
export const engineActor: Actor = { kind: 'engine' };

/** The one-line form kept in rows and in the register: `engine`, `person:lea`, `key:3f2a`. */
export function actorText(actor: Actor): string {
  switch (actor.kind) {
    case 'engine':
      return 'engine';
    case 'person':
      return `person:${actor.person}`;
    case 'key':
      return `key:${actor.key}`;
    case 'session':
      return `session:${actor.session}`;
    case 'mirror':
      return `mirror:${actor.site}`;
    default:
      return actor satisfies never;
  }
}

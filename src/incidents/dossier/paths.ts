import type { Subject } from './subject.ts';

/** The page of the console about the dossier of a subject. */
export function dossierPath({ kind, id }: Subject): string {
  return `/dossier/${kind}/${id}`;
}

/** Addresses of forms with a file in them. */
export const formPath = /^\/dossier\/(?:incident|plan|action|criterion)\/[^/]+\/evidence$/;

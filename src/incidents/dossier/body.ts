import { z } from 'zod';
import { defined } from '../../platform/defined.ts';
import { iso } from '../../platform/iso.ts';
import type { Comment, Dossier, Exhibit } from './exhibit.ts';
import { Subject } from './subject.ts';

const instant = z.iso.datetime();
const stamp = { at: instant, by: z.string().describe('actor text') };
const place = { on: Subject, incident: z.int().optional(), plan: z.int().optional() };

/** A piece of evidence as the API tells it. */
export const EvidenceBody = z
  .object({
    id: z.string(),
    ...place,
    form: z.enum(['file', 'link']),
    sha256: z.string().describe('in hex; of a link, of its address and title in canonical JSON'),
    name: z.string().optional(),
    type: z.string().optional(),
    bytes: z.int().optional(),
    url: z.string().optional(),
    title: z.string().optional(),
    added: z.object(stamp),
    withdrawn: z
      .object({
        ...stamp,
        reason: z.string(),
        isErased: z.boolean().describe('file, name and address are gone; the hash stays'),
      })
      .optional(),
  })
  .meta({ id: 'Evidence' });

/** A comment as the API tells it. */
export const CommentAnswer = z
  .object({
    id: z.string(),
    ...place,
    text: z.string().optional().describe('absent once it was erased'),
    sha256: z.string().describe('of the text, in hex'),
    mentions: z.array(z.string()).describe('person ids'),
    said: z.object(stamp),
    erased: z.object({ ...stamp, reason: z.string() }).optional(),
  })
  .meta({ id: 'Comment' });

/** A piece of evidence for the API. */
export function evidenceBody(exhibit: Exhibit): z.infer<typeof EvidenceBody> {
  const { id, on, incident, plan, content, added, withdrawn } = exhibit;
  return {
    ...{ id, on },
    ...defined({ incident, plan }),
    ...defined(content),
    added: stampBody(added),
    ...(withdrawn && { withdrawn: { ...withdrawn, ...stampBody(withdrawn) } }),
  };
}

/** A comment for the API. */
export function commentAnswer(comment: Comment): z.infer<typeof CommentAnswer> {
  const { id, on, incident, plan, text, sha256, mentions, said, erased } = comment;
  return {
    ...{ id, on },
    ...defined({ incident, plan, text }),
    ...{ sha256, mentions: [...mentions], said: stampBody(said) },
    ...(erased && { erased: { ...erased, ...stampBody(erased) } }),
  };
}

/** Evidence and comments for the API. */
export function dossierBody({ exhibits, comments }: Dossier) {
  return { evidence: exhibits.map(evidenceBody), comments: comments.map(commentAnswer) };
}

function stampBody({ at, by }: { readonly at: number; readonly by: string }) {
  return { at: iso(at), by };
}

import { z } from 'zod';

/** The kinds of things that evidence and comments stand on. */
export const subjectKinds = ['incident', 'plan', 'action', 'criterion'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** The id of a subject: a number, or a part of a plan such as `4-2` or `4-2-1`. */
export const SubjectId = z.string().regex(/^[1-9]\d{0,8}(?:-[A-Za-z0-9-]{1,30})?$/);

/** The thing that evidence and comments stand on. */
export const Subject = z.strictObject({ kind: z.enum(subjectKinds), id: SubjectId });
export type Subject = z.infer<typeof Subject>;

/** The place of a subject among incidents and plans. */
export type Place = {
  readonly on: Subject;
  readonly agent?: string | undefined;
  readonly incident?: number | undefined;
  readonly plan?: number | undefined;
  /** Its title as people know it: texts that may name somebody, so never for the register. */
  readonly title: string;
  /** How the agent is called, and the zone that dates are written in. */
  readonly agentName?: string | undefined;
  readonly timezone?: string | undefined;
};

/** The subject as the register names it: `action 4-2`. */
export function subjectText({ kind, id }: Subject): string {
  return `${kind} ${id}`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outlineOf } from '../../../src/plans/audit/intake/markdown.ts';
import { auditOrder, type ImportChoice } from '../../../src/plans/audit/order.ts';
import { readAudit } from '../../../src/plans/audit/read.ts';
import { people } from '../margaux.ts';

/** The text of an audit that filrouge ships as an example. */
export function exampleAudit(name: 'guichet-papier' | 'relation-abonnes'): string {
  return readFileSync(join(import.meta.dirname, `../../../examples/audits/${name}.md`), 'utf8');
}

/** What a text is read as, and the plan it asks for. */
export const readText = (markdown: string) => readAudit(outlineOf(markdown));
export const orderOf = (markdown: string, choice?: ImportChoice) =>
  auditOrder(readText(markdown), people, choice);

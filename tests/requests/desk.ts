import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedRules } from '../support/house.ts';

/** A desk with two kinds, one of which requires what is not always there. */
export const deskFile = `
timezone: Europe/Paris
country: FR
hours:
  mon-fri: [09:00-12:30, 13:30-18:00]
kinds:
  claim:
    name: {fr: Réclamation, en: Claim}
    words: [réclamation, rembours]
    requires: [name, contract]
    priority: high
  delivery:
    name: {fr: Livraison, en: Delivery}
    words: [colis, livraison]
fields:
  contract:
    name: {fr: Numéro de contrat, en: Contract number}
    pattern: 'C-[0-9]{6}'
`;

/** The shipped rules with a desk, at which these people have these parts. */
export async function rulesWithDesk(
  desk = deskFile,
  parts: Readonly<Record<string, string>> = { lea: 'lead' },
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'filrouge-desk-'));
  await cp(shippedRules, dir, { recursive: true });
  await writeFile(join(dir, 'desk.yaml'), desk);
  const path = join(dir, 'people.yaml');
  let people = await readFile(path, 'utf8');
  for (const [person, part] of Object.entries(parts))
    people = people.replace(new RegExp(`^(\\s+)${person}:\\n`, 'm'), `$&$1  desk: ${part}\n`);
  await writeFile(path, people);
  return dir;
}

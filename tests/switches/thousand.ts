import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesWith } from '../thread/rules.ts';

/** So many agents has the fleet: as many as are stopped by one statement. */
export const many = 1_000;

/** The folder of Margaux and a thousand agents of one fleet, `bot-0` to `bot-999`, all with this one rule. */
export async function rulesOfThousand(rule: string): Promise<string> {
  const rulesDir = await rulesWith(rule);
  for (const left of ['shared.yaml', 'demo'])
    await rm(join(rulesDir, left), { recursive: true, force: true });
  const ids = Array.from({ length: many }, (_, place) => `bot-${place}`);
  await writeFile(join(rulesDir, 'agents/ids.txt'), ids.join('\n'));
  const fleet = 'fleet: { from: ids.txt, tags: [bots] }\nname: "Bot {id}"';
  const mandate = 'scope: { fr: Support, en: Support }\nowner: lea\napprover: camille';
  await writeFile(join(rulesDir, 'agents/bots.yaml'), `${fleet}\n${mandate}\nrules:\n  ${rule}\n`);
  return rulesDir;
}

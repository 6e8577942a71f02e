import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const nameOf = (folder: string) => join(folder, 'filrouge-address');

/** Says in a folder that this process has locked where it is found: who finds it locked may ask there. */
export async function sayAddress(folder: string, url: string): Promise<void> {
  await writeFile(`${nameOf(folder)}.new`, url);
  await rename(`${nameOf(folder)}.new`, nameOf(folder));
}

/** Where the process that locked a folder said that it is found; it may have ended since. */
export async function addressIn(folder: string): Promise<string | undefined> {
  const text = await readFile(nameOf(folder), 'utf8').catch(() => undefined);
  return text !== undefined && URL.canParse(text) ? text : undefined;
}

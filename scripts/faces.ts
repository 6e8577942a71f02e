/**
 * Writes `tests/faces.json` anew: which files of a room other rooms may import. Run it on purpose only, when a room is to show
 * more or less.
 *
 *     npx tsx scripts/faces.ts && npm run format
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { facesOf } from './house/faces.ts';
import { readSources } from './house/sources.ts';

const root = resolve(import.meta.dirname, '..');
const faces = facesOf(readSources(root, ['src']));
writeFileSync(resolve(root, 'tests/faces.json'), `${JSON.stringify(faces, undefined, 2)}\n`);
for (const [room, files] of Object.entries(faces)) console.log(`${room.padEnd(12)} ${files.length}`);

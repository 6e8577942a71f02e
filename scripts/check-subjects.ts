/** Ends with 1 when a commit of this branch has a subject over 72 characters. Without enough history it holds nothing. */
import { resolve } from 'node:path';
import { longSubjects } from './house/subjects.ts';

const long = longSubjects(resolve(import.meta.dirname, '..'));
if (long === undefined) console.log('commit subjects: not checked, the history is not here');
else if (long.length === 0) console.log('commit subjects: each holds at most 72 characters');
else {
  console.error(['commit subjects over 72 characters:', ...long.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 1;
}

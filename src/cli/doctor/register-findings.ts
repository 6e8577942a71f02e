import type { ServiceFacts } from './facts.ts';
import { agoText, type Finding, fault, fine, look, timeOf } from './finding.ts';

/** It is signed each hour; a clock may be set. */
const staleMs = 2 * 3_600_000;

/** The findings about signed states of the register. */
export function registerFindings({ register }: ServiceFacts, now: number): Finding[] {
  const { isSigning, doubt, last, anchors } = register;
  if (doubt !== undefined)
    return [
      fault(
        'register',
        `it is not what was signed of it, from entry ${doubt.brokenAt} on`,
        'Delete nothing, and compare with the states kept outside: filrouge register verify --checkpoint FILE.',
      ),
    ];
  if (!isSigning)
    return [
      look(
        'register',
        'it is not signed: nobody outside could tell if it were cut off or written anew',
        'Make a key with filrouge keys checkpoint, and set FILROUGE_CHECKPOINT_KEY: docs/checkpoints.md.',
      ),
    ];
  const says = last === undefined ? 'it was never signed' : `signed ${agoText(last.at, now)}`;
  const isStale = last === undefined || now - timeOf(last.at) > staleMs;
  const signing = isStale
    ? fault('register', says, 'Look at the log for why: docs/checkpoints.md.')
    : fine('register', says);
  const places = anchors.flatMap(({ place, fault: why }) =>
    why === undefined
      ? []
      : [
          fault(
            'register',
            `the ${place} takes no signed states (${why})`,
            'Mend FILROUGE_CHECKPOINT_FILE: nothing is lost meanwhile.',
          ),
        ],
  );
  return [signing, ...places];
}

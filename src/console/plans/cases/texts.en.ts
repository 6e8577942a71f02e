import { plural } from '../../../language/plural.ts';
import type { Texts } from './texts.fr.ts';

const pl = plural('en');
const cases = (count: number): string => `${count} ${pl(count, { one: 'case', other: 'cases' })}`;

/** Lists of cases and their replays in English. */
export const en: Texts = {
  title: (list) => `Cases “${list}”`,
  pageTitle: (action) => `Cases of action ${action}`,
  see: 'See the cases',
  lead: 'Each case keeps who dealt with it, when, by which channel and with which result. The register holds its number only.',
  answered: 'Right answers',
  counts: (done, tried, todo) => `${done} done, ${tried} tried, ${todo} to do`,
  columns: {
    case: 'Case',
    state: 'State',
    channel: 'Channel',
    result: 'Result',
    who: 'By whom',
    answer: 'Last answer',
  },
  channelHint: 'e.g. mail',
  none: 'No case so far.',
  save: 'Note',
  noted: (place) => `Note case ${place}`,
  by: (who, when) => `${who}, ${when}`,
  add: {
    title: 'Add cases',
    hint: 'One case a line, or a CSV table whose first line names the columns: text, id, reason, question, expect, channel. A case that is in the list already is not added twice.',
    list: 'List',
    file: 'CSV file',
    paste: 'Or paste the cases',
    now: 'Add',
    fromIncident: 'Take over the interactions in error',
    fromIncidentHint: 'Those of the incident, by their number and reason, without anybody’s data.',
    newList: 'cases',
  },
  added: (added, known) => `${cases(added)} added${known > 0 ? `; ${known} in the list already` : ''}.`,
  ignored: (columns) => `Columns without use: ${columns}.`,
  left: (count) =>
    `${count} ${pl(count, { one: 'interaction', other: 'interactions' })} left aside: the list is full.`,
  replay: {
    title: 'Replay',
    now: 'Replay now',
    never: 'Never replayed.',
    begun: 'Replay begun: the answers come in one by one.',
    running: (no, asked, total) => `Replay ${no} under way: ${asked} of ${total}`,
    ended: (no, when) => `Replay ${no} ended on ${when}`,
    givenUp: (no, when) =>
      `Replay ${no} given up on ${when}: the agent does not answer. Another try in a quarter of an hour.`,
    stopped: (no) => `Replay ${no} stopped`,
    tally: (passed, failed, unmeasured, total) =>
      `${passed} of ${total} right, ${failed} wrong, ${unmeasured} not measured`,
    notYet: 'Does not count yet: the action must be done and settled.',
    outcomes: { passed: 'right', failed: 'wrong', unmeasured: 'not measured' },
    said: 'Answer',
    gone: 'The text of the answer is no longer kept.',
    proof: (hash) => `Hash in the register: ${hash}`,
  },
  row: (line, column) => `Line ${line}: ${column}`,
  expected: {
    text: 'a text of 1 to 300 characters is expected',
    id: 'an id of at most 128 characters is expected',
    reason: 'a reason is a code of small letters, such as item_unavailable',
    channel: 'a channel is a code of small letters, such as mail',
    question: 'a question of at most 4,000 characters is expected',
    expect: 'an expected answer of at most 2,000 characters',
  },
};

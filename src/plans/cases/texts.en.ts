import { en as text } from '../../language/typography.ts';
import type { CaseTexts } from './texts.fr.ts';

const states: CaseTexts['states'] = { todo: 'to do', tried: 'tried, without result', done: 'done' };

/** Cases and replays in English. */
export const en: CaseTexts = {
  states,
  refusals: {
    too_many_cases: text`This list would become too long: at most 1,000 cases.`,
    not_a_table: text`This file cannot be read as a list of cases.`,
    nothing_wrong: text`No interaction in error was kept for this incident.`,
    no_incident: text`This plan answers no incident: there are no interactions to take over.`,
    no_replay: text`The action does not say how its cases are replayed.`,
    no_cases: text`The action has no cases to replay.`,
    replay_running: text`A replay of this action is under way.`,
  },
  events: {
    casesAdded: ({ action, checklist, cases }) =>
      text`Action ${action}, checklist “${checklist}”: ${cases} ${cases > 1 ? 'cases' : 'case'} added`,
    caseNoted: ({ action, checklist, item, state }) =>
      text`Action ${action}, checklist “${checklist}”: case ${item + 1} ${states[state]}`,
    replayBegun: ({ action, run, cases }) =>
      text`Action ${action}: replay ${run} begun, ${cases} ${cases > 1 ? 'cases' : 'case'}`,
    casesReplayed: ({ action, run, passed, failed, unmeasured, end }) =>
      text`Action ${action}, replay ${run}: ${passed} right, ${failed} wrong, ${unmeasured} not measured${end === undefined ? '' : `; ${ends[end]}`}`,
  },
  reasons: {
    timeout: 'no answer in time',
    unreachable: 'agent not reachable',
    private_target: 'private address, refused',
    redirect: 'redirected elsewhere',
    http_error: 'answered with an error',
    too_large: 'answer too long',
    not_json: 'the answer is no JSON',
    path_missing: 'nothing at that place of the answer',
    case_incomplete: 'the case lacks a word',
    bad_pattern: 'expression that cannot be read',
    header_not_set: 'the value of a header is not set',
    header_elsewhere: 'this header is not meant for this address',
    judge_unreachable: 'judge not reachable',
    judge_malformed: 'the judge answers something else',
  },
};

const ends = { complete: 'complete', given_up: 'given up, the agent does not answer', stopped: 'stopped' };

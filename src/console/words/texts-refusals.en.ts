import type { Texts } from './texts-refusals.fr.ts';

/**
 * Why a command about agents, incidents, keys or proof tests was refused, in English; plans say theirs
 * themselves.
 */
export const en: Texts = {
  rules_read_only:
    'filrouge may not write into the rules folder: download the patch and hand it to whoever keeps the rules.',
  bad_proposal: 'This proposal cannot be written like this: say why, in at most 4000 characters.',
  too_many_notes: 'This incident has as many notes as it may have.',
  already_linked: 'This action is linked to an issue already.',
  not_set: 'Nothing is set up in which issues are opened.',
  not_opened: 'The issue could not be opened: try again, or link one by hand.',
  still_in_breach: 'A breach is still being measured: the agent stays suspended.',
  no_switch:
    'People do the work of this agent: it has no kill switch, so nothing was suspended. Act on its plan.',
  already_running: 'The agent is running already.',
  engine_may_not_resume: 'Only a person can let an agent run again.',
  not_ready: 'filrouge is starting or recovering: nothing was changed, try again in a moment.',
  forbidden: 'Your key does not allow this: nothing was changed.',
  role_missing: 'Your key does not allow this: nothing was changed.',
  other_agent: 'Your key does not allow this: nothing was changed.',
  last_admin_key:
    'This is the last admin key, or the last without an end: make another one without an end before you revoke it.',
  confirm_first: 'First prove again who you are: nothing was changed.',
  key_over: 'This key was revoked or has ended: make a new one.',
  key_rotated: 'This key was rotated already: rotate the new one, or revoke that first.',
  end_in_past: 'The end of the key has passed: choose a day to come.',
  unknown_key: 'There is no such key.',
  reason_missing: 'Please give a reason.',
  incident_already_acknowledged: 'This incident has been taken up already.',
  incident_already_resolved: 'This incident is resolved already.',
  incident_already_closed: 'This incident is closed already.',
  incident_not_over: 'The incident is not over.',
  incident_not_ready_to_close: 'The incident cannot be closed yet.',
  unknown_incident: 'There is no such incident.',
  unknown_agent: 'There is no such agent in the rules in force.',
  nothing_to_prove: 'This rule only observes: there is nothing to prove.',
  proof_not_breached: 'No made-up breach can cross this rule: its conditions are never true together.',
  proof_not_acknowledged: 'The twin of the agent did not confirm that it stopped.',
  proof_not_delivered: 'The drill message reached nobody.',
  stop_not_written: 'A stop is in force that the database has not taken yet: try again when it has.',
  cannot_stop: 'filrouge could not stop the agent now: it cannot be let run.',
  rules_changed: 'The rules changed meanwhile: try again.',
  unknown_playbook: 'There is no such playbook in the rules in force.',
  not_kept: 'The database keeps no such value: nothing was changed. Change or shorten the text.',
  no_stewards:
    'A plan without an agent needs two people in people.yaml: one who drives it, and another who approves.',
  week_malformed: 'There is no such week: a week is written as 2026-W23.',
  week_in_the_future: 'That week has not begun yet.',
  unknown_plan: 'There is no such plan.',
  channel_not_set_up: 'This way out is not set up: nothing was sent.',
  person_missing: 'This goes to a person: say which.',
  person_not_wanted: 'This goes to nobody in particular: leave the person out.',
  unknown_person: 'There is no such person in the rules in force.',
};

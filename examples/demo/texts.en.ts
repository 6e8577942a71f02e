import { capitalised, en as set } from '../../src/language/typography.ts';
import type { DemoTexts } from './texts.fr.ts';

/** Every text of the demo in English. */
export const en: DemoTexts = {
  title: 'one agent, one incident, one plan, from the breach to the end',
  aside:
    'Real processes, real HTTP, on a scale of seconds. One thing is done on purpose: the catalogue feed stalls.',
  starts: 'filrouge starts, with an empty database …',
  lookAt: 'see',
  process: (pid) => `process ${pid}`,
  cast: {
    filrouge: set`kill -9 it whenever you like: it comes back`,
    margaux: 'the agent: says whether an item is available',
    shop: { name: 'shop', about: 'shelves, deliveries, and the catalogue feed' },
    customers: {
      name: 'customers',
      rate: (rate) => `${rate} questions/s`,
      about: 'check every answer at the shelf',
    },
    key: { name: 'key', about: 'opens the console and the API for reading' },
  },
  serves: (after) => [
    `filrouge serves after ${after}`,
    'an empty database in a throw-away folder, the rules of rules/demo',
  ],
  onLine: [
    'Margaux is on line',
    'She follows her switch, has acknowledged it, and answers from the catalogue that the feed brings her.',
  ],
  byFlag: 'Her switch is a flag of OpenFeature: agent.margaux.may_run, stopped by default.',
  byTelemetry:
    'Her measures come by OpenTelemetry: gen_ai.invoke_agent.duration with error.type, and events gen_ai.evaluation.result.',
  calm: ({ answers, errorRate }) => [
    `All is well: ${answers} answers, error rate ${errorRate}`,
    'Each answer is checked by the customer and counted by filrouge.',
  ],
  stalls: [
    'The catalogue feed stalls',
    'From here on nothing is staged: what follows is measured as it happens.',
  ],
  alarm: ({ freshness, limit, after, incident }) => [
    `Alarm: catalogue freshness ${freshness} > ${limit}`,
    `fired ${after} after the limit was crossed; incident ${incident} is open, Margaux still runs`,
  ],
  delivery: ({ items, count }) => [
    `A delivery that Margaux does not hear of: ${count} items`,
    `${items}: on the shelf, and sold out in her catalogue`,
  ],
  falseAnswer: (item) => [
    `False answers: “${capitalised(item)}? Not available.”`,
    'It is on the shelf, and the customer says so.',
  ],
  tripped: ({ value, limit }) => `Kill switch: error rate ${value} > ${limit}`,
  trippedAfter: ({ tripped, obeyed }) =>
    tripped === undefined
      ? `obeyed ${obeyed} after the breach`
      : `tripped ${tripped} after the sample, obeyed ${obeyed} later`,
  turnedAway: (epoch) => `Margaux turns customers away from now on; epoch ${epoch} is acknowledged`,
  incident: ({ number, triggers, exposed }) => [
    `Incident ${number}: ${triggers.join(' and ')}`,
    'in one transaction: the switch, the incident, the draft plan, the register, the notices',
    `${exposed.all} answers in the window of the breach, ${exposed.wrong} of them false`,
  ],
  plan: ({ number, actions, improvements, indicators, topThree }) => [
    `Plan ${number} is drafted`,
    `${actions} corrective actions, ${improvements} improvements, ${indicators} indicators; first: ${topThree.join(', ')}`,
    'what may be the cause, from what was measured:',
  ],
  hypothesis: (text) => `– ${text}`,
  resumeRefused: ({ value, limit }) => [
    'Camille tries to let Margaux run at once: refused',
    `error rate still measures ${value} > ${limit}`,
  ],
  mended: (after) => [
    'IT / Ops mend the feed',
    `the catalogue is fresh again; the alarm ends after ${after}`,
  ],
  signRefused: (missing) => ['Léa tries to sign the plan: refused', `missing: ${missing.join('; ')}`],
  missing: { rootCause: 'the root cause', owner: (action) => `an owner for action ${action}` },
  rootCause:
    'The catalogue feed stopped synchronising and Margaux answered from what she had: nothing checked how fresh it was.',
  causeWritten: (action) => [
    'Léa writes down the root cause',
    `and takes action ${action}, which nobody owned`,
  ],
  activated: ({ number, after }) => [
    `Plan ${number} is active: signed by Léa Fontaine and Camille Roussel`,
    `each with a key of their own, ${after} after the trip`,
  ],
  people: { lea: 'Léa', camille: 'Camille', 'it-ops': 'IT / Ops' },
  done: ({ action, who, title }) => `${who}: action ${action} is done – ${title}`,
  redeployed: (after) =>
    `Margaux is deployed again with the guard; ${after} later the new process has read her switch: still stopped`,
  thresholdInForce: ({ limit, after }) =>
    `margaux.yaml is edited; ${limit} is in force ${after} later, without a restart`,
  attested: 'she attests that all customers affected were contacted',
  resumeReason: 'The feed is mended, the guard is in place, the window is empty.',
  resumed: ({ after, downtime, turnedAway }) => [
    'Camille lets Margaux run',
    `on line ${after} after the command; off line for ${downtime}, ${turnedAway} customers turned away`,
  ],
  replayed: (count) => `${count} of the false answers are asked again: ${count} true answers`,
  verified: ({ action, by, criteria, after }) => [
    {
      measured: `The effect of action ${action} is measured`,
      ticked: `Action ${action} is ticked`,
      attested: `Action ${action} is attested`,
    }[by],
    ...criteria.map((criterion) =>
      after === undefined
        ? `${criterion}: met as soon as it was done`
        : `${criterion}: met ${after} after it was done`,
    ),
  ],
  indicatorsHold: (criteria) => ['The indicators of the plan hold', ...criteria],
  closed: ({ number, after }) => [
    `Plan ${number} is signed and closed`,
    `by Léa Fontaine and Camille Roussel, ${after} after the trip`,
  ],
  incidentClosed: ({ number, triggers, isOnly }) => [
    `Incident ${number} is resolved and closed`,
    `with its ${triggers} triggers${isOnly ? '; there is no other' : ''}`,
  ],
  registerWhole: ({ entries, hash }) => [
    `The register is whole: ${entries} entries`,
    `its chain was recomputed up to ${hash}`,
  ],
  nothingLost: ({ taken, counted }) => [
    'Nothing was lost',
    `${taken} answers were confirmed to Margaux; the database, opened after the end, holds ${counted}`,
  ],
  lostFilrouge: (why) => [`filrouge is gone (${why})`, 'It is started again, on the same folder.'],
  filrougeIsBack: (after) => [`filrouge is back after ${after}`],
  leaseOver: [
    'Margaux stops by herself',
    'filrouge has been silent for longer than her lease: the mandate says suspend',
  ],
  unanswered: [
    'Margaux stops by herself',
    'filrouge does not answer: the default of her flag is to be stopped',
  ],
  leaseBack: ['Margaux answers again', 'filrouge has spoken'],
  status: {
    errorRate: 'error rate',
    freshness: 'catalogue freshness',
    running: 'Margaux answers',
    stopped: 'Margaux is suspended',
    answers: (count) => `${count} answers`,
  },
  end: 'The plan is closed.',
  figures: {
    alarm: 'limit crossed → alarm',
    tripped: 'sample → tripped',
    obeyed: 'tripped → obeyed',
    downtime: 'Margaux off line',
    toClosure: 'trip → plan closed',
    answers: 'answers',
    answersValue: ({ all, wrong, turnedAway }) =>
      `${all}, of which ${wrong} false; ${turnedAway} turned away`,
  },
  storm: {
    title: 'one common fault, a whole fleet stopped, and what people see of it',
    aside: 'Real processes, real HTTP. A fleet of Margaux begins to answer wrongly at the same moment.',
    onLine: (agents) => [
      `${agents} agents are on line`,
      'One mandate and one set of rules for all; each follows a kill switch of its own.',
    ],
    calm: (answers) => [`All is well: ${answers} right answers`],
    stopped: (agents, first, last) => [
      `All ${agents} agents are stopped`,
      `the first ${first} after the wrong answers were sent, the last ${last} after`,
    ],
    plans: (plans) => [
      `${plans} incidents, ${plans} action plans`,
      'One an agent, all from the same playbook: owners, due dates and criteria stand in them.',
    ],
    told: (messages) => [
      `What the team's room gets: ${messages.length === 1 ? 'one message' : `${messages.length} messages`}`,
      ...messages.slice(0, 5).map((message) => `“${message}”`),
    ],
    whole: ['The register is whole'],
    broken: ['The register is not whole'],
    end: 'The storm is over: each agent waits for an approver.',
    figures: { first: 'sent → first stop', last: 'sent → last stop', messages: 'messages to read' },
  },
  failed: 'The demo ends here: something went otherwise than it must.',
  expected: (text) => `expected   ${text}`,
  came: (text) => `came       ${text}`,
  interrupted: 'Stopped before the end; every process of the demo is ended.',
  stays: 'filrouge stays up until Ctrl-C.',
};

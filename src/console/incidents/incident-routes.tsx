import { Hono } from 'hono';
import { may } from '../../access/roles.ts';
import { type IncidentStep, incidentSteps, NoteIncident } from '../../incidents/commands.ts';
import type { Incident } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import { clockForms, readClockForm, type SentClockForm } from '../clocks/clock-form.ts';
import { dossierRights } from '../dossier/dossier-view.ts';
import type { LiveHub } from '../live/live.ts';
import type { Topic } from '../live/live-channel.ts';
import type { ConsolePorts } from '../ports.ts';
import {
  audience,
  type ConsoleContext,
  type ConsoleEnv,
  formOf,
  i18nOf,
  mayDeclare,
  numberOf,
  type Shell,
} from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import type { I18n } from '../words/texts.ts';
import { DeclarePage, type DeclareView } from './declare.page.tsx';
import { declareForm, readDeclaration } from './declare.ts';
import { IncidentPage, incidentParts } from './incident.page.tsx';
import type { IncidentReads } from './incident-reads.ts';
import { IncidentsPage, incidentStates } from './incidents.page.tsx';

const pageSize = 50;
/** Wrong interactions that the page of an incident shows; the file has all. */
const mostShown = 10;
const steps: readonly IncidentStep[] = ['acknowledge', 'resolve', 'close'];

type IncidentPorts = Shell &
  Pick<IncidentReads, 'incidents' | 'incidentSources' | 'wrong'> &
  Pick<Dispatch, 'toIncident'> &
  Pick<ConsolePorts, 'now'> & { readonly live: LiveHub; readonly maxBytes: number };

/** Incidents: the list, each one with its time line and evidence, and the steps of its life. */
export function incidentRoutes(ports: IncidentPorts): Hono<ConsoleEnv> {
  return (
    new Hono<ConsoleEnv>()
      .get('/incidents', (c) => incidentList(c, ports))
      .get('/incidents/declare', (c) => declarePage(c, ports, { form: declareForm(c.req.query()) }))
      .post('/incidents/declare', async (c) => {
        const form = declareForm(await formOf(c));
        const read = readDeclaration(form, i18nOf(c, ports.ruleSet()));
        if (!read.ok) return declarePage(c, ports, { form, errors: read.errors }, 422);
        const opened = await ports.toIncident(read.command, c.get('caller'));
        if (!opened.ok) return declarePage(c, ports, { form, refusal: opened.refusal }, 409);
        return c.redirect(`/incidents/${opened.value.number}`, 303);
      })
      .get('/incidents/:number{[1-9][0-9]{0,8}}', (c) => incidentPage(c, ports))
      // A refused step leaves the browser at its address: loading that again, or in another language, is the
      // incident.
      .get('/incidents/:number{[1-9][0-9]{0,8}}/:step', (c) =>
        c.redirect(`/incidents/${c.req.param('number')}`),
      )
      .post('/incidents/:number{[1-9][0-9]{0,8}}/note', (c) => takeNote(c, ports))
      .post('/incidents/:number{[1-9][0-9]{0,8}}/:form{classify|report|declassify}', (c) =>
        takeClockForm(c, ports),
      )
      .post('/incidents/:number{[1-9][0-9]{0,8}}/:step', async (c) => {
        const step = steps.find((one) => one === c.req.param('step'));
        const number = Number(c.req.param('number'));
        if (step === undefined) return missingPage(c, ports);
        const command = { kind: incidentSteps[step], incident: number };
        const result = await ports.toIncident(command, c.get('caller'));
        if (result.ok) return c.redirect(`/incidents/${number}`, 303);
        return incidentPage(c, ports, result.refusal);
      })
      .get('/live/incidents/:number{[1-9][0-9]{0,8}}', async (c) => {
        const found = await ports.incidentSources(Number(c.req.param('number')));
        if (found === undefined) return c.notFound();
        return ports.live.open(c, topicOf(c, ports, found.incident, zoneI18n(c, ports, found.incident)));
      })
  );
}

/** The list, of a state or of an agent where the address names one. */
async function incidentList(c: ConsoleContext, ports: IncidentPorts): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set);
  const state = incidentStates.find((one) => one === c.req.query('state'));
  const agent = c.req.query('agent') || undefined;
  const cursor = numberOf(c.req.query('cursor'));
  const page = await ports.incidents({
    limit: pageSize,
    ...defined({ state, agent, cursor }),
  });
  const view = { ...page, state, agent, cursor, set, now: ports.now(), mayDeclare: mayDeclare(c) };
  return c.html(<IncidentsPage frame={ports.frame(c, i18n)} view={view} />);
}

/** The form, for whoever may send it; for everybody else the page does not exist. */
function declarePage(
  c: ConsoleContext,
  ports: IncidentPorts,
  filled: Omit<DeclareView, 'set'>,
  status: 200 | 409 | 422 = 200,
): Response | Promise<Response> {
  if (!mayDeclare(c)) return missingPage(c, ports);
  const set = ports.ruleSet();
  const frame = ports.frame(c, i18nOf(c, set));
  return c.html(<DeclarePage frame={frame} view={{ ...filled, set }} />, status);
}

/** A note along the way; the page says why where it is not taken. */
async function takeNote(c: ConsoleContext, ports: IncidentPorts): Promise<Response> {
  const { result = '', comment = '' } = await formOf(c);
  const incident = Number(c.req.param('number'));
  const read = NoteIncident.safeParse({
    ...{ kind: 'noteIncident', incident, result },
    comment: comment.trim() === '' ? undefined : comment,
  });
  // The browser asks for a text before it sends the form.
  if (!read.success) return c.redirect(`/incidents/${incident}#notes`, 303);
  const noted = await ports.toIncident(read.data, c.get('caller'));
  if (noted.ok) return c.redirect(`/incidents/${incident}#notes`, 303);
  return incidentPage(c, ports, noted.refusal);
}

/** A form about what must be reported; one that is not taken comes back as it was sent. */
async function takeClockForm(c: ConsoleContext, ports: IncidentPorts): Promise<Response> {
  const number = Number(c.req.param('number'));
  const kind = clockForms.find((one) => one === c.req.param('form')) ?? 'classify';
  const fields = await formOf(c);
  const sources = await ports.incidentSources(number);
  if (sources === undefined) return missingPage(c, ports);
  const { timezone } = zoneI18n(c, ports, sources.incident).f;
  const read = readClockForm(kind, fields, sources.incident, timezone);
  if ('field' in read) return incidentPage(c, ports, undefined, { kind, fields, fault: read });
  const taken = await ports.toIncident(read.command, c.get('caller'));
  if (taken.ok) return c.redirect(`/incidents/${number}#clocks`, 303);
  return incidentPage(c, ports, undefined, { kind, fields, fault: { refusal: taken.refusal } });
}

async function incidentPage(
  c: ConsoleContext,
  ports: IncidentPorts,
  refusal?: Refusal,
  sent?: SentClockForm,
): Promise<Response> {
  const number = Number(c.req.param('number'));
  const sources = await ports.incidentSources(number);
  if (sources === undefined) return missingPage(c, ports);
  const i18n = zoneI18n(c, ports, sources.incident);
  const { after } = await ports.live.current(topicOf(c, ports, sources.incident, i18n));
  const wrong = await ports.wrong(sources, mostShown);
  const mayDeclassify = may(c.get('caller').role, 'incidents.declassify');
  const view = { ...sources, ...seenBy(c, ports), wrong, mayDeclassify, refusal, sent };
  const live = `/live/incidents/${number}?after=${after}`;
  const why = refusal ?? (sent && 'refusal' in sent.fault ? sent.fault.refusal : undefined);
  const status = why === undefined ? (sent ? 422 : 200) : why.kind === 'forbidden' ? 403 : 409;
  return c.html(<IncidentPage frame={ports.frame(c, i18n)} view={view} live={live} />, status);
}

function mayAct(c: ConsoleContext): boolean {
  return may(c.get('caller').role, 'incidents.edit');
}

/** The parts of an incident's page that depend on who looks at it. */
function seenBy(c: ConsoleContext, { maxBytes }: IncidentPorts) {
  return { mayAct: mayAct(c), mayAdd: dossierRights(c.get('caller')), maxBytes };
}

/** Dates of an incident are those of its agent's zone. */
function zoneI18n(c: ConsoleContext, ports: IncidentPorts, incident: Incident): I18n {
  const set = ports.ruleSet();
  return i18nOf(c, set, set.agents.get(incident.agent ?? noAgent)?.timezone);
}

function topicOf(c: ConsoleContext, ports: IncidentPorts, incident: Incident, i18n: I18n): Topic {
  const { number } = incident;
  const seen = seenBy(c, ports);
  return {
    name: `incident ${number}|${audience(c)}`,
    draw: async () => {
      const sources = await ports.incidentSources(number);
      return sources === undefined ? [] : incidentParts({ ...sources, ...seen }, i18n);
    },
  };
}

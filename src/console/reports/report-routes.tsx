import { Hono } from 'hono';
import { planMarkdown } from '../../plans/documents/markdown.ts';
import { type WeeklyDesk, weeksAsked, zoneOf } from '../../plans/weekly/desk-store.ts';
import { weeklyDocument } from '../../plans/weekly/documents/document.ts';
import { weeklyTexts, weekText } from '../../plans/weekly/documents/wording.ts';
import { fileName } from '../../plans/weekly/routes.ts';
import { lastFullWeek, parseWeek, type Weeks } from '../../plans/weekly/week.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Choice } from '../components/list.page.tsx';
import { waitPage } from '../exports/export-routes.tsx';
import type { Printer } from '../exports/printer.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import type { I18n } from '../words/texts.ts';
import { WeeklyPage, type WeeklyView } from './weekly.page.tsx';

type ReportPorts = Shell & Pick<WeeklyDesk, 'report'> & { readonly printer: Printer };

/** The weeks that can be chosen from a list: a quarter. Older ones are reached step by step. */
const weeksOffered = 13;

const types = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  md: 'text/markdown; charset=utf-8',
} as const;

/** The weekly report as a page, and as files to take along. */
export function reportRoutes(ports: ReportPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/reports/weekly', (c) => weeklyPage(c, ports))
    .get('/reports/:file{weekly\\.(?:pdf|docx|md)}', (c) => weeklyFile(c, ports));
}

async function weeklyPage(c: ConsoleContext, ports: ReportPorts): Promise<Response> {
  const set = ports.ruleSet();
  const { agent, week } = askedIn(c);
  if (agent !== undefined && !set.agents.has(agent)) return missingPage(c, ports);
  const zone = zoneOf(set, agent);
  const i18n = i18nOf(c, set, zone);
  const now = c.get('now');
  const asked = weeksAsked(week, zone, now);
  const found = await ports.report({ agent, week });
  const shown = asked.ok ? asked.value : lastFullWeek(now, zone);
  const view: WeeklyView = {
    ...{ set, agent: agent ?? '', week: shown.week.id },
    ...{ weeks: weekChoices(shown, now, zone, i18n), agents: agentChoices(set) },
    before: shown.before.id,
    next: shown.next.from <= now ? shown.next.id : undefined,
    ...(found.ok
      ? { document: weeklyDocument(found.value, set, i18n.language) }
      : { refusal: found.refusal }),
  };
  return c.html(<WeeklyPage frame={ports.frame(c, i18n)} view={view} />, found.ok ? 200 : 400);
}

async function weeklyFile(c: ConsoleContext, ports: ReportPorts): Promise<Response> {
  const form = (['pdf', 'docx', 'md'] as const).find((one) => c.req.param('file')?.endsWith(`.${one}`));
  const found = await ports.report(askedIn(c));
  if (form === undefined || !found.ok) return missingPage(c, ports);
  const set = ports.ruleSet();
  const document = weeklyDocument(found.value, set, i18nOf(c, set).language);
  const body = form === 'md' ? planMarkdown(document) : await ports.printer({ format: form, document });
  if (body === 'busy' || body === 'late') return waitPage(c, ports, body);
  c.header('Content-Type', types[form]);
  c.header('Content-Disposition', `attachment; filename="${fileName(found.value)}.${form}"`);
  return c.body(body);
}

/** The choices of an address; an empty one was not chosen. */
function askedIn(c: ConsoleContext): { readonly agent?: string; readonly week?: string } {
  const given = (name: string) => c.req.query(name)?.slice(0, 100) || undefined;
  return defined({ agent: given('agent'), week: given('week') });
}

/** The last weeks, the one under way first; and the one that is shown, however old. */
function weekChoices(shown: Weeks, now: number, zone: string, i18n: I18n): readonly Choice[] {
  const weeks: Weeks['week'][] = [];
  let next = lastFullWeek(now, zone);
  weeks.push(next.next);
  while (weeks.length < weeksOffered) {
    weeks.push(next.week);
    next = parseWeek(next.before.id, zone) ?? next;
  }
  if (!weeks.some(({ id }) => id === shown.week.id)) weeks.push(shown.week);
  const texts = weeklyTexts(i18n.language);
  return weeks.map(({ id, from, until }) => {
    const days = `${weekText(id, texts, 'shortWeek')} · ${i18n.f.date(from)} – ${i18n.f.date(until - 1)}`;
    return { value: id, label: until > now ? `${days} (${i18n.t.reports.underWay})` : days };
  });
}

function agentChoices(set: RuleSet): readonly Choice[] {
  return [...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
}

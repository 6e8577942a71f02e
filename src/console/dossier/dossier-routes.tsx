import { Hono } from 'hono';
import { CommentBody, DossierId, LinkBody, ReasonBody } from '../../incidents/dossier/commands.ts';
import type { DossierOrder } from '../../incidents/dossier/dossier-store.ts';
import { sendEvidence } from '../../incidents/dossier/file-routes.ts';
import { fileOfForm } from '../../incidents/dossier/intake/multipart.ts';
import { dossierPath } from '../../incidents/dossier/paths.ts';
import { getComment, getExhibit, readDossier } from '../../incidents/dossier/store.ts';
import { type Place, Subject } from '../../incidents/dossier/subject.ts';
import type { Db } from '../../platform/database/database.ts';
import { forgetBody } from '../../platform/http/body-limit.ts';
import type { Refusal, Result } from '../../platform/refusal.ts';
import { statusOf } from '../plans/plan-answers.tsx';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { DossierPage, subjectPage } from './dossier.page.tsx';
import type { DossierTyped } from './dossier-forms.page.tsx';
import { dossierRights } from './dossier-view.ts';

type DossierPorts = Shell & ConsolePorts['dossiers'] & { readonly db: Db };

const subject = '/dossier/:kind{incident|plan|action|criterion}/:id{[1-9][A-Za-z0-9-]{0,40}}';

/** Evidence and comments: the page of each subject, what is added there, and files to take along. */
export function dossierRoutes(ports: DossierPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get(
      subject,
      about(ports, (c, place) => answerPage(c, ports, place)),
    )
    .get(
      `${subject}/:what`,
      about(ports, (c, { on }) => c.redirect(dossierPath(on))),
    )
    .post(`${subject}/evidence`, about(ports, attach(ports)))
    .post(
      `${subject}/links`,
      about(ports, async (c, place) => {
        const { url = '', title = '' } = await formOf(c);
        const read = LinkBody.safeParse({ url, title });
        if (!read.success) return answerPage(c, ports, place, invalid('link_invalid'), { url, title });
        const { on } = place;
        const done = await ports.commands.carryOut({ kind: 'attachLink', on, ...read.data }, c.get('caller'));
        return answer(c, ports, place, done, { url, title });
      }),
    )
    .post(
      `${subject}/comments`,
      about(ports, async (c, place) => {
        const { text = '' } = await formOf(c);
        // Browsers send lines with CRLF.
        const read = CommentBody.safeParse({ text: text.replaceAll('\r\n', '\n') });
        if (!read.success) return answerPage(c, ports, place, invalid('comment_invalid'), { text });
        const { on } = place;
        const done = await ports.commands.carryOut({ kind: 'addComment', on, ...read.data }, c.get('caller'));
        return answer(c, ports, place, done, { text });
      }),
    )
    .get('/dossier/evidence/:id/file', async (c) => {
      const id = DossierId.safeParse(c.req.param('id'));
      const found = id.success ? await getExhibit(ports.db, id.data) : undefined;
      if (found === undefined) return missingPage(c, ports);
      const sent = await sendEvidence(c, found, ports.files);
      if (sent.ok) return sent.value;
      const place = await ports.placeOf(found.on);
      return place === undefined ? missingPage(c, ports) : answerPage(c, ports, place, sent.refusal);
    })
    .post('/dossier/evidence/:id/:step{withdraw|erase}', (c) => takeOut(c, ports, 'evidence'))
    .post('/dossier/comments/:id/:step{erase}', (c) => takeOut(c, ports, 'comment'));
}

/** Answers about the subject in the path, where there is such a subject. */
function about(
  ports: DossierPorts,
  answerIt: (c: ConsoleContext, place: Place) => Response | Promise<Response>,
) {
  return async (c: ConsoleContext): Promise<Response> => {
    const read = Subject.safeParse({ kind: c.req.param('kind'), id: c.req.param('id') });
    const place = read.success ? await ports.placeOf(read.data) : undefined;
    if (place !== undefined) return answerIt(c, place);
    await forgetBody(c);
    return missingPage(c, ports);
  };
}

function attach(ports: DossierPorts) {
  return async (c: ConsoleContext, place: Place): Promise<Response> => {
    const upload = await fileOfForm(c.req.raw);
    // A field without a file in it has no name either.
    if (upload === undefined || upload.name === '')
      return answerPage(c, ports, place, invalid('evidence_empty'));
    const attached = await ports.commands.attach(place.on, upload, c.get('caller'));
    if (!attached.ok) await forgetBody(c);
    return answer(c, ports, place, attached);
  };
}

async function takeOut(
  c: ConsoleContext,
  ports: DossierPorts,
  what: 'evidence' | 'comment',
): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const found = DossierId.safeParse(id).success
    ? await (what === 'evidence' ? getExhibit(ports.db, id) : getComment(ports.db, id))
    : undefined;
  const place = found && (await ports.placeOf(found.on));
  if (place === undefined) return missingPage(c, ports);
  const read = ReasonBody.safeParse({ reason: (await formOf(c))['reason'] ?? '' });
  if (!read.success) return answerPage(c, ports, place, invalid('reason_missing'));
  const command: DossierOrder =
    what === 'comment'
      ? { kind: 'eraseComment', comment: id, ...read.data }
      : {
          kind: c.req.param('step') === 'erase' ? 'eraseEvidence' : 'withdrawEvidence',
          evidence: id,
          ...read.data,
        };
  return answer(c, ports, place, await ports.commands.carryOut(command, c.get('caller')));
}

/** Back to where the dossier is shown; or the dossier with what stood in the way. */
function answer(
  c: ConsoleContext,
  ports: DossierPorts,
  place: Place,
  outcome: Result<unknown>,
  typed?: DossierTyped,
): Response | Promise<Response> {
  if (!outcome.ok) return answerPage(c, ports, place, outcome.refusal, typed);
  const { kind } = place.on;
  const isOnPage = kind === 'incident' || kind === 'plan';
  return c.redirect(isOnPage ? `${subjectPage(place)}#dossier` : dossierPath(place.on), 303);
}

async function answerPage(
  c: ConsoleContext,
  ports: DossierPorts,
  place: Place,
  refusal?: Refusal,
  typed?: DossierTyped,
): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set, place.timezone);
  const { on } = place;
  const dossier = await readDossier(ports.db, { on });
  const view = { on, dossier, set, maxBytes: ports.maxBytes, may: dossierRights(c.get('caller')) };
  const frame = ports.frame(c, i18n);
  return c.html(
    <DossierPage frame={frame} view={view} place={place} refusal={refusal} typed={typed} />,
    refusal === undefined ? 200 : statusOf(refusal),
  );
}

function invalid(code: string): Refusal {
  return { kind: 'invalid', code, detail: code };
}

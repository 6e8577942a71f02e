import type { FC } from 'hono/jsx';
import { capitalised, noBreak } from '../../language/typography.ts';
import { heldMsOf, holdMsOf, targetOf } from '../../plans/criteria/criterion.ts';
import { attributedOf } from '../../plans/criteria/hold.ts';
import { phrasesOf, planTexts } from '../../plans/documents/texts.ts';
import {
  criterionText,
  criterionValue,
  heldPart,
  holdText,
  signs,
  verdictLabel,
  verdictText,
} from '../../plans/documents/wording.ts';
import { criterionProgress } from '../../plans/http/criterion-body.ts';
import type { Action, Checklist, Criterion, CriterionVerdict } from '../../plans/plan.ts';
import { stretchesOf, stripWidth } from '../charts/verdict-strip.ts';
import { Badge, Icon, type Look } from '../components/parts.page.tsx';
import { DossierLink } from '../dossier/dossier-list.page.tsx';
import { nameOf } from '../words/labels.ts';
import { CasesLink, ReplaySummary } from './cases/replay-summary.page.tsx';
import { clickForm, type PlanProps } from './plan-field.page.tsx';
import { wordingOf } from './plan-view.ts';

type Props = PlanProps & { criterion: Criterion };

/** The colour and the drawing of a verdict. */
const verdictLook: Readonly<Record<CriterionVerdict, Look>> = {
  pending: { tone: 'quiet', icon: 'clock' },
  holding: { tone: 'info', icon: 'trend' },
  met: { tone: 'good', icon: 'check' },
  failed: { tone: 'bad', icon: 'alert' },
  no_data: { tone: 'warn', icon: 'silent' },
  error: { tone: 'bad', icon: 'alert' },
};

/** A success criterion: what it asks for, and how far it is on the live measurements. */
export const CriterionCard: FC<Props & { action?: Action }> = ({ action, ...props }) => {
  const { criterion, view, i18n } = props;
  const wording = wordingOf(view, i18n);
  const { spec, state } = criterion;
  const look = verdictLook[state.verdict];
  return (
    <div class={`criterion tone-${look.tone}`} id={`criterion-${criterion.id}`}>
      <p class="criterion-text">{capitalised(criterionText(spec, wording))}</p>
      <p class="criterion-now">
        <Badge {...look}>{verdictLabel(criterion, i18n.language)}</Badge>
        <Measured {...props} />
      </p>
      <Held {...props} />
      {spec.kind === 'checklist' && action ? (
        <Ticks checklist={spec.checklist} action={action} view={view} i18n={i18n} />
      ) : null}
      {spec.kind === 'replay' && action ? (
        <ReplaySummary action={action} standing={view.replays?.get(action.id)} view={view} i18n={i18n} />
      ) : null}
      {spec.kind === 'attestation' ? <Attestation {...props} /> : null}
      <p class="no-print">
        <DossierLink on={{ kind: 'criterion', id: criterion.id }} dossier={view.dossier} i18n={i18n} />
      </p>
    </div>
  );
};

/** Value now and target, where there is a number to compare. */
const Measured: FC<Props> = ({ criterion, view, i18n }) => {
  const { spec, value } = criterion;
  const wording = wordingOf(view, i18n);
  // By whom it was attested stands below.
  if (criterion.attested) return null;
  if (spec.kind === 'proof' || spec.kind === 'attestation')
    return <span class="muted small">{beyondVerdict({ criterion, view, i18n })}</span>;
  return (
    <span class="small number-words">
      <span class="muted">{i18n.t.plan.now}</span>{' '}
      <strong>{value === undefined ? i18n.t.common.none : criterionValue(spec, value, wording)}</strong>{' '}
      <span class="muted">
        {i18n.t.plan.target} {targetSign(spec)}
        {criterionValue(spec, targetOf(spec), wording)}
      </span>
    </span>
  );
};

/** How far it is in words, unless the verdict has said that already. */
function beyondVerdict({ criterion, view, i18n }: Props): string {
  const text = verdictText(criterion, wordingOf(view, i18n));
  return text === verdictLabel(criterion, i18n.language) ? '' : text;
}

/** "No episode above 15 min" is a target of at most 15 min. */
const opposite = { '<': '≥', '<=': '>', '>': '≤', '>=': '<', '==': '≠', '!=': '=' };

function targetSign(spec: Criterion['spec']): string {
  switch (spec.kind) {
    case 'metric':
      return signs[spec.condition.operator] + noBreak;
    case 'episodes':
      return opposite[spec.condition.operator] + noBreak;
    case 'threshold':
      return signs[spec.operator] + noBreak;
    case 'checklist':
    case 'replay':
    case 'proof':
    case 'attestation':
      return '';
    default:
      return spec satisfies never;
  }
}

/** How long it has held of how long it must, and how it came there. */
const Held: FC<Props> = ({ criterion, view, i18n }) => {
  const { spec, state, value } = criterion;
  const holdMs = holdMsOf(spec);
  if (holdMs === 0 && spec.kind !== 'checklist' && spec.kind !== 'replay') return null;
  const held = heldMsOf(spec, state);
  const words = i18n.t.plan;
  // How long it has held stands before it.
  const beyond =
    state.verdict === 'holding'
      ? phrasesOf(i18n.language).heldBefore
      : beyondVerdict({ criterion, view, i18n });
  const early = attributedOf(state) === false;
  const waiting =
    early || state.verdict === 'pending' || state.verdict === 'no_data' || state.verdict === 'error';
  return (
    <div class="criterion-held">
      {holdMs > 0 ? (
        <span class="small">
          <span class="muted">{words.held}</span>{' '}
          {words.heldOf(heldPart(held, holdMs, i18n.language), holdText(holdMs, i18n.language))}
          {waiting && beyond !== '' ? <span class="muted"> · {beyond}</span> : null}
        </span>
      ) : null}
      <progress
        value={Math.round(criterionProgress(spec, state, value) * 100)}
        max={100}
        aria-label={holdMs > 0 ? words.held : spec.kind === 'replay' ? words.cases.answered : words.checklist}
      />
      {holdMs > 0 ? <Strip criterion={criterion} view={view} i18n={i18n} /> : null}
    </div>
  );
};

/** The verdicts since the plan began, as one line of colours and the same in words. */
const Strip: FC<Props> = ({ criterion, view, i18n }) => {
  const history = view.history.get(criterion.id) ?? [];
  if (history.length === 0) return null;
  const stretches = stretchesOf(history, view.plan.createdAt, view.plan.closedAt ?? view.now);
  const verdicts = planTexts(i18n.language).verdicts;
  const said = stretches
    .slice(-4)
    .map((stretch) => `${verdicts[stretch.verdict]} (${i18n.f.duration(stretch.until - stretch.from)})`);
  const label = i18n.t.plan.strip(i18n.f.day(view.plan.createdAt), said.join(', '));
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${stripWidth} 8`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {stretches.map((stretch) => (
        <rect class={`is-${stretch.verdict}`} x={stretch.x} width={stretch.width} y="0" height="8" />
      ))}
    </svg>
  );
};

type TickProps = PlanProps & { checklist: string; action: Action };

/** A longer list is worked on at the page of its cases. */
const mostTicks = 50;

const Ticks: FC<TickProps> = (props) => {
  const { checklist, action, view, i18n } = props;
  const list = action.checklists.find((one) => one.id === checklist);
  if (!list) return null;
  const ticked = list.items.filter((item) => item.doneAt !== undefined).length;
  return (
    <details class="ticks" id={`ticks-${action.id}-${list.id}`}>
      <summary>
        {i18n.t.plan.checklist} <span class="muted">{i18n.t.plan.ticked(ticked, list.items.length)}</span>
      </summary>
      <CasesLink action={action} list={list.id} view={view} i18n={i18n} />
      <ol>
        {list.items.slice(0, mostTicks).map((item, place) => (
          <li>
            {view.may.edit ? (
              <Tick item={item} place={place} {...props} />
            ) : (
              <span class={item.doneAt === undefined ? '' : 'tone-good'}>
                {item.text} {item.doneAt === undefined ? null : <Icon name="check" />}
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
};

/** One item, ticked by one click. */
const Tick: FC<TickProps & { item: Checklist['items'][number]; place: number }> = (props) => {
  const { item, place, checklist, action, view } = props;
  return (
    <form {...clickForm(`/plans/${view.plan.number}/actions/${action.id}/tick`)} hx-trigger="change">
      <input type="hidden" name="checklist" value={checklist} />
      <input type="hidden" name="item" value={String(place)} />
      <label class="check">
        <input
          type="checkbox"
          name="ticked"
          value="true"
          id={`tick-${action.id}-${checklist}-${place}`}
          checked={item.doneAt !== undefined}
        />
        <span>{item.text}</span>
      </label>
    </form>
  );
};

const Attestation: FC<Props> = ({ criterion, view, i18n }) => {
  const { attested } = criterion;
  const words = i18n.t.plan;
  if (attested) {
    return (
      <p class="small">
        {words.attestedBy(nameOf(attested.by, view.set, i18n), i18n.f.dayTime(attested.at))}
        {attested.link ? (
          <>
            {' · '}
            <a href={attested.link} rel="noreferrer noopener" target="_blank">
              {words.evidenceLink}
            </a>
          </>
        ) : null}
      </p>
    );
  }
  if (!view.may.edit) return null;
  return (
    <details class="reveal compact no-print">
      <summary>{words.attest}</summary>
      <form {...clickForm(`/plans/${view.plan.number}/criteria/${criterion.id}/attest`)} data-editing>
        <label for={`link-${criterion.id}`}>{words.attestLink}</label>
        <input id={`link-${criterion.id}`} type="url" name="link" placeholder="https://" />
        <div class="actions">
          <button type="submit">{words.attest}</button>
        </div>
      </form>
    </details>
  );
};

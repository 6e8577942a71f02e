import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Placed, Quadrant } from '../../plans/priority.ts';
import { Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { nameOf, type PlanView } from './plan-view.ts';

/** Which effort and impact each quadrant means; the order they stand in on the page. */
const places: readonly { readonly quadrant: Quadrant; readonly effort: string; readonly impact: string }[] = [
  { quadrant: 'quick_win', effort: 'low', impact: 'high' },
  { quadrant: 'major_project', effort: 'high', impact: 'high' },
  { quadrant: 'if_time_permits', effort: 'low', impact: 'low' },
  { quadrant: 'avoid', effort: 'high', impact: 'low' },
];

/** Effort × impact: cards that are dragged, or moved with the arrow keys (assets/matrix.js). */
export const PlanMatrix: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { axis } = words;
  return (
    <section id="plan-matrix" aria-labelledby="matrix-title">
      <h3 id="matrix-title">{words.matrix}</h3>
      {view.may.edit ? (
        <p class="small muted no-print" id="matrix-hint">
          {words.matrixHint}
        </p>
      ) : null}
      <div class="matrix" data-matrix data-address={`/plans/${view.plan.number}/place`}>
        <span class="axis axis-top axis-left" aria-hidden="true">
          {axis.lowEffort}
        </span>
        <span class="axis axis-top axis-right" aria-hidden="true">
          {axis.highEffort}
        </span>
        <span class="axis axis-side axis-high" aria-hidden="true">
          {axis.highImpact}
        </span>
        <span class="axis axis-side axis-low" aria-hidden="true">
          {axis.lowImpact}
        </span>
        {places.map((place) => (
          <Cell place={place} view={view} i18n={i18n} />
        ))}
      </div>
      <p class="visually-hidden" role="status" data-matrix-status />
    </section>
  );
};

const Cell: FC<{ place: (typeof places)[number]; view: PlanView; i18n: I18n }> = ({ place, view, i18n }) => {
  const name = capitalised(planTexts(i18n.language).quadrants[place.quadrant]);
  const cards = view.matrix[place.quadrant];
  return (
    <section
      class={`quadrant is-${place.quadrant}`}
      data-effort={place.effort}
      data-impact={place.impact}
      data-name={name}
      aria-label={name}
    >
      <h4>{name}</h4>
      <ul>
        {cards.map((card) => (
          <li>
            <Card card={card} view={view} />
          </li>
        ))}
      </ul>
      {cards.length === 0 ? <p class="small muted">{i18n.t.plan.emptyQuadrant}</p> : null}
    </section>
  );
};

const Card: FC<{ card: Placed; view: PlanView }> = ({ card, view }) => {
  const content = (
    <>
      <span class="action-id">{card.id}</span> <span>{card.title}</span>
      {card.status === 'done' ? <Icon name="check" /> : null}
    </>
  );
  const href = `#${card.id.includes('-m-') ? 'improvement' : 'action'}-${card.id}`;
  if (!view.may.edit)
    return (
      <a class="placed" href={href}>
        {content}
      </a>
    );
  return (
    <a
      class="placed"
      href={href}
      id={`placed-${card.id}`}
      draggable="true"
      data-card={card.id}
      data-title={card.title}
      aria-describedby="matrix-hint"
    >
      {content}
    </a>
  );
};

/** The three to take up now. */
export const PlanTop: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => (
  <section id="plan-top" aria-labelledby="top-title" class="top-three">
    <h3 id="top-title">{i18n.t.plan.top}</h3>
    {view.top.length === 0 ? <p class="muted">{i18n.t.plan.noTop}</p> : null}
    <ol>
      {view.top.map((item) => (
        <li>
          <a href={`#${item.id.includes('-m-') ? 'improvement' : 'action'}-${item.id}`}>{item.title}</a>
          <span class="small muted">
            {' '}
            {[
              'owner' in item && typeof item.owner === 'string'
                ? nameOf(item.owner, view.set, i18n)
                : undefined,
              item.dueAt === undefined ? undefined : i18n.f.day(item.dueAt),
            ]
              .filter((part) => part !== undefined)
              .join(', ')}
          </span>
        </li>
      ))}
    </ol>
  </section>
);

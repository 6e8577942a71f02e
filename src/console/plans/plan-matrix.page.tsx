import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action } from '../../plans/plan.ts';
import { firstThree, type Placed, priorityMatrix, type Quadrant } from '../../plans/priority.ts';
import { Icon } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { isOpen } from './plan-editing.ts';
import { ChoiceField, EditForm, PartHeader, type PlanProps, partId } from './plan-field.page.tsx';
import type { PlanView } from './plan-view.ts';

/** Which effort and impact each quadrant means; the order they stand in on the page. */
const places: readonly { readonly quadrant: Quadrant; readonly effort: string; readonly impact: string }[] = [
  { quadrant: 'quick_win', effort: 'low', impact: 'high' },
  { quadrant: 'major_project', effort: 'high', impact: 'high' },
  { quadrant: 'if_time_permits', effort: 'low', impact: 'low' },
  { quadrant: 'avoid', effort: 'high', impact: 'low' },
];

/** Effort × impact: cards that are dragged, or moved with the arrow keys (assets/matrix.js). */
export const PlanMatrix: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const axis = (place: string, text: string) => (
    <span class={`axis ${place}`} aria-hidden="true">
      {text}
    </span>
  );
  return (
    <section id="plan-matrix" aria-labelledby="matrix-title">
      <h3 id="matrix-title">{words.matrix}</h3>
      {view.may.edit ? (
        <p class="small muted no-print" id="matrix-hint">
          {words.matrixHint}
        </p>
      ) : null}
      <div class="matrix" data-matrix data-address={`/plans/${view.plan.number}/place`}>
        {axis('axis-top axis-left', words.axis.lowEffort)}
        {axis('axis-top axis-right', words.axis.highEffort)}
        {axis('axis-side axis-high', words.axis.highImpact)}
        {axis('axis-side axis-low', words.axis.lowImpact)}
        {places.map((place) => (
          <Cell place={place} view={view} i18n={i18n} />
        ))}
      </div>
      <p class="visually-hidden" role="status" data-matrix-status />
    </section>
  );
};

const Cell: FC<PlanProps & { place: (typeof places)[number] }> = ({ place, view, i18n }) => {
  const name = capitalised(planTexts(i18n.language).quadrants[place.quadrant]);
  const cards = priorityMatrix(view.plan)[place.quadrant];
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
  const moved = view.may.edit && {
    id: `placed-${card.id}`,
    draggable: 'true' as const,
    'data-card': card.id,
    'data-title': card.title,
    'aria-describedby': 'matrix-hint',
  };
  return (
    <a class="placed" href={anchorTo(card)} {...moved}>
      <span class="action-id">{card.id}</span> <span>{card.title}</span>
      {card.status === 'done' ? <Icon name="check" /> : null}
    </a>
  );
};

function anchorTo({ id }: Placed): string {
  return `#${id.includes('-m-') ? 'improvement' : 'action'}-${id}`;
}

/** The items that come first: as people chose them, else as they are proposed. */
export const PlanTop: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  if (isOpen(view, 'priorities')) return <TopForm {...props} />;
  const { items, chosen } = firstThree(view.plan);
  return (
    <section id={partId('priorities')} aria-labelledby="priorities" class="top-three">
      <PartHeader part="priorities" title={words.top} {...props} />
      {items.length === 0 ? <p class="muted">{words.noTop}</p> : null}
      <ol>
        {items.map((item) => (
          <li>
            <a href={anchorTo(item)}>{item.title}</a>
            <span class="small muted"> {whoAndWhen(item, view, i18n)}</span>
            {item.status === 'done' ? <Icon name="check" /> : null}
          </li>
        ))}
      </ol>
      <p class="small muted">
        {chosen
          ? words.topChosen(nameOf(chosen.by, view.set, i18n), i18n.f.date(chosen.at))
          : words.topProposed}
      </p>
    </section>
  );
};

/** Three choices among everything in the plan, with the proposal already in them. */
const TopForm: FC<PlanProps> = (props) => {
  const { plan } = props.view;
  const words = props.i18n.t.plan;
  const choices = [
    { value: '', label: props.i18n.t.common.none },
    ...[...plan.actions, ...plan.improvements].map(({ id, title }) => ({
      value: id,
      label: `${id} ${title}`,
    })),
  ];
  return (
    <EditForm title={words.chooseTop} {...props}>
      {(['first', 'second', 'third'] as const).map((name) => (
        <ChoiceField
          name={name}
          label={words.topPlaces[name]}
          choices={choices}
          focus={name === 'first'}
          wide
          {...props}
        />
      ))}
    </EditForm>
  );
};

function whoAndWhen({ owner, dueAt }: Pick<Action, 'owner' | 'dueAt'>, view: PlanView, i18n: I18n): string {
  const who = owner === undefined ? [] : [nameOf(owner, view.set, i18n)];
  const when = dueAt === undefined ? [] : [i18n.f.day(dueAt)];
  return [...who, ...when].join(', ');
}

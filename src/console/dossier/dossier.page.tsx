import type { FC } from 'hono/jsx';
import type { Place } from '../../incidents/dossier/subject.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { DossierCard, type DossierTyped } from './dossier-forms.page.tsx';
import { type DossierView, subjectName } from './dossier-view.ts';

type Props = {
  frame: Frame;
  view: DossierView;
  place: Place;
  refusal?: Refusal | undefined;
  typed?: DossierTyped | undefined;
};

/** The dossier of one subject by itself. */
export const DossierPage: FC<Props> = ({ frame, view, place, refusal, typed }) => {
  const { i18n } = frame;
  return (
    <Page
      frame={frame}
      title={i18n.t.dossier.titleOf(subjectName(place.on, i18n))}
      section={place.on.kind === 'incident' ? 'incidents' : 'plans'}
      lead={place.title}
      back={backOf(place, i18n)}
    >
      <div class="stack">
        {refusal === undefined ? null : <DossierRefusal refusal={refusal} view={view} i18n={i18n} />}
        <DossierCard view={view} i18n={i18n} typed={typed} alone />
      </div>
    </Page>
  );
};

/** Why something was refused; of a mention, whom it may have meant. */
const DossierRefusal: FC<{ refusal: Refusal; view: DossierView; i18n: I18n }> = ({ refusal, view, i18n }) => {
  const words = i18n.t.dossier;
  const { mention, nearest } = refusal.facts ?? {};
  const known: Readonly<Record<string, string>> = words.refusals;
  const title =
    typeof mention === 'string'
      ? words.unknownMention(mention, typeof nearest === 'string' ? nearest : undefined)
      : known[refusal.code];
  return title === undefined ? (
    <RefusalMessage refusal={refusal} set={view.set} i18n={i18n} />
  ) : (
    <Message tone="bad" title={title} urgent focus />
  );
};

/** The page that a subject stands on, at its place. */
export function subjectPage({ on, plan }: Pick<Place, 'on' | 'plan'>): string {
  switch (on.kind) {
    case 'incident':
      return `/incidents/${on.id}`;
    case 'plan':
      return `/plans/${on.id}`;
    case 'action':
      return `/plans/${plan}#action-${on.id}`;
    case 'criterion':
      return `/plans/${plan}#criterion-${on.id}`;
    default:
      return on.kind satisfies never;
  }
}

function backOf(place: Place, i18n: I18n) {
  const { on, plan } = place;
  const label =
    on.kind === 'incident'
      ? i18n.t.dossier.subjects.incident(on.id)
      : i18n.t.dossier.subjects.plan(String(plan ?? on.id));
  return { href: subjectPage(place), label: label.charAt(0).toUpperCase() + label.slice(1) };
}

/** Says that what a browser sent was too much, wherever it sent it. */
export const TooLargePage: FC<{ frame: Frame; back: string | undefined }> = ({ frame, back }) => {
  const { i18n } = frame;
  return (
    <Page frame={frame} {...i18n.t.dossier.tooLarge}>
      {back === undefined ? null : (
        <p>
          <a class="button" href={back}>
            {i18n.t.dossier.back}
          </a>
        </p>
      )}
    </Page>
  );
};

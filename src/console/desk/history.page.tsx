import type { FC } from 'hono/jsx';
import { Badge, type Look, Time } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { type Happening, historyOf } from './history.ts';
import type { RequestView } from './request-view.ts';

type Props = { view: RequestView; i18n: I18n };

const directionLook = {
  in: { tone: 'info', icon: 'right' },
  out: { tone: 'good', icon: 'check' },
  note: { tone: 'quiet', icon: 'pen' },
} as const satisfies Readonly<Record<string, Look>>;

/** Everything that was said and done about a request, the latest first. */
export const RequestHistory: FC<Props> = ({ view, i18n }) => (
  <section class="card" id="request-history" aria-labelledby="history">
    <h2 id="history">{i18n.t.desk.page.history}</h2>
    <ol class="timeline talk">
      {historyOf(view.file).map((happening) => (
        <li>
          <Time at={happening.at} i18n={i18n} />
          {happening.what === 'contact' ? (
            <Said happening={happening} view={view} i18n={i18n} />
          ) : (
            <Done happening={happening} view={view} i18n={i18n} />
          )}
        </li>
      ))}
    </ol>
  </section>
);

/** Whatever is written down within a minute is written down at once. */
const soonMs = 60_000;

const Said: FC<Props & { happening: Extract<Happening, { what: 'contact' }> }> = ({
  happening: { contact },
  view: { set, file },
  i18n,
}) => {
  const words = i18n.t.desk.page;
  const { at, direction, channel, noted, text, request } = contact;
  return (
    <div>
      <Badge {...directionLook[direction]}>{words[direction]}</Badge>{' '}
      <span class="small muted">
        {[
          ...(direction === 'note' ? [] : [i18n.t.desk.channels[channel]]),
          noted.at - at < soonMs
            ? words.notedBy(nameOf(noted.by, set, i18n))
            : words.notedLater(nameOf(noted.by, set, i18n), i18n.f.dayTime(noted.at)),
          ...(request === file.request.number ? [] : [words.title(request)]),
        ].join(' · ')}
      </span>
      {text === undefined ? null : <p class="prose">{text}</p>}
    </div>
  );
};

const Done: FC<Props & { happening: Extract<Happening, { what: 'step' }> }> = ({
  happening: { event },
  view: { set, file },
  i18n,
}) => {
  const words = i18n.t.desk.events;
  const text =
    event.kind === 'requestHandedOver'
      ? words.requestHandedOver(nameOf(String(event.data['to'] ?? ''), set, i18n))
      : words[event.kind];
  return (
    <div>
      {text}{' '}
      <span class="small muted">
        {nameOf(event.by, set, i18n)}
        {event.request === file.request.number ? '' : ` · ${i18n.t.desk.page.title(event.request)}`}
      </span>
      {event.words === undefined ? null : (
        <p class="prose">
          <q>{event.words}</q>
        </p>
      )}
    </div>
  );
};

import { iso } from '../../../platform/iso.ts';
import { objectOf, textIn, timeIn } from '../../json.ts';
import { attributesOf, measureIn, type Score } from '../score.ts';
import { askList, each, eachPage, type Keeper } from './sweep.ts';

/** Spans hold whole conversations: few of them at a time, and fewer where these are long. */
const spansAtOnce = [100, 10];

/**
 * Phoenix: it lists annotations by their spans alone, so all spans since then are gone through, and those
 * of each page asked for.
 */
export const sweepPhoenix: Keeper = async ({ ask, project = 'default', names, since, isNews, take }) => {
  const path = `/v1/projects/${encodeURIComponent(project)}`;
  return eachPage(
    async (cursor) => {
      const [most = 100, fewer = 10] = spansAtOnce;
      const bring = (limit: number) =>
        askList(
          ask,
          {
            path: `${path}/spans`,
            parameters: [
              ...[['start_time', iso(since)] as const, ['limit', String(limit)] as const],
              ...(cursor === undefined ? [] : [['cursor', cursor] as const]),
            ],
          },
          'data',
        );
      let page = await bring(most);
      if ('outcome' in page && page.outcome === 'too_large') page = await bring(fewer);
      return 'outcome' in page ? page : { items: page.items, next: textIn(page.body['next_cursor']) };
    },
    async (items) => {
      const spans = new Map(
        items.flatMap((item) => {
          const span = objectOf(item);
          const id = textIn(objectOf(span?.['context'])?.['span_id']);
          return span === undefined || id === undefined ? [] : [[id, span] as const];
        }),
      );
      if (spans.size === 0) return undefined;
      const of = [...each('span_ids', [...spans.keys()]), ...each('include_annotation_names', names)];
      return eachPage(
        async (cursor) => {
          const parameters = [
            ...of,
            ['limit', '1000'] as const,
            ...each('cursor', cursor === undefined ? [] : [cursor]),
          ];
          const page = await askList(ask, { path: `${path}/span_annotations`, parameters }, 'data');
          return 'outcome' in page ? page : { items: page.items, next: textIn(page.body['next_cursor']) };
        },
        (annotations) =>
          take(
            annotations
              .map((annotation) => readAnnotation(objectOf(annotation), spans))
              .filter((score) => score === undefined || isNews(score.id)),
          ),
      );
    },
  );
};

type Fields = Readonly<Record<string, unknown>>;

function readAnnotation(
  annotation: Fields | undefined,
  spans: ReadonlyMap<string, Fields>,
): Score | undefined {
  const [id, name] = [textIn(annotation?.['id']), textIn(annotation?.['name'])];
  const span = spans.get(textIn(annotation?.['span_id']) ?? '');
  if (annotation === undefined || id === undefined || name === undefined || span === undefined)
    return undefined;
  const { score, label } = objectOf(annotation['result']) ?? {};
  const attributes = objectOf(span['attributes']) ?? {};
  const { annotator_kind: kind, metadata } = annotation;
  return {
    ...{ id, name, value: measureIn(score).value, label: textIn(label) },
    ...{ at: timeIn(span['start_time']), scoredAt: timeIn(annotation['created_at']) },
    attributes: [
      attributesOf(
        { name: span['name'], span_kind: span['span_kind'], ...attributes },
        attributes['tag.tags'],
      ),
      attributesOf({ score: { source: kind, metadata } }),
    ],
  };
}

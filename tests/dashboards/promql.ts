import { parser } from '@prometheus-io/lezer-promql';

/** A fault of a query with the place it was found at, drawn below the text. */
export type Fault = { readonly at: number; readonly drawn: string };

/** Every place at which the grammar of Prometheus does not follow the query. */
export function syntaxFaults(query: string): Fault[] {
  const faults: Fault[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) faults.push({ at: node.from, drawn: `${query}\n${' '.repeat(node.from)}^` });
    },
  });
  return faults;
}

/** One series selection of a query: the metrics it may read, and the labels it picks them by. */
export type Selection = { readonly metrics: readonly string[]; readonly labels: readonly string[] };

/** Every `metric{label="…"}` of a query. `{__name__=~"a|b"}` selects the metrics a and b. */
export function selectionsIn(query: string): Selection[] {
  const found: Selection[] = [];
  parser.parse(query).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
        (matcher) => {
          const [label, value] = [matcher.getChild('LabelName'), matcher.getChild('StringLiteral')];
          return {
            label: query.slice(label?.from ?? 0, label?.to ?? 0),
            value: query.slice((value?.from ?? 0) + 1, (value?.to ?? 1) - 1),
          };
        },
      );
      const named = matchers.find(({ label }) => label === '__name__')?.value.split('|') ?? [];
      found.push({
        metrics: metric === null ? named : [query.slice(metric.from, metric.to)],
        labels: matchers.map(({ label }) => label).filter((label) => label !== '__name__'),
      });
    },
  });
  return found;
}

/** The names of all metrics a query reads, each once, in order of appearance. */
export function metricNamesIn(query: string): string[] {
  return [...new Set(selectionsIn(query).flatMap(({ metrics }) => metrics))];
}

const stepVariables = { $__rate_interval: '1m', $__interval: '10s', $__range: '1h' } as const;

/**
 * The query as Prometheus gets it when everything is chosen: intervals filled in, every other variable replaced by
 * what matches any value. Throws when a variable is not one of `known`.
 */
export function filledIn(
  query: string,
  known: readonly string[],
  steps: Readonly<Record<string, string>> = stepVariables,
): string {
  return query.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const step = steps[`$${name}`];
    if (step !== undefined) return step;
    if (known.includes(name)) return '.+';
    throw new Error(`unknown variable ${whole} in ${query}`);
  });
}

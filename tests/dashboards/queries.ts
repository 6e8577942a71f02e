import { alertRules, type Dashboard, dashboard, dashboardFiles } from './files.ts';
import { filledIn } from './promql.ts';

/** One PromQL query that Grafana asks, with the place it stands at. */
export type Asked = {
  readonly where: string;
  readonly kind: 'panel' | 'annotation' | 'variable' | 'alert';
  readonly expr: string;
};

/** `label_values(selector, label)` is Grafana's own; the selector in it is PromQL. */
const labelValues = /^label_values\((.*),\s*(\w+)\)$/;

/** Every query of a dashboard as it is written, variables not filled in. */
export function queriesOf(board: Dashboard): Asked[] {
  const panels = board.panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({
      where: `${board.uid}: ${title} (${refId})`,
      kind: 'panel' as const,
      expr,
    })),
  );
  const marks = board.annotations.list.map(({ name, target }) => ({
    where: `${board.uid}: annotation ${name}`,
    kind: 'annotation' as const,
    expr: target.expr,
  }));
  const variables = board.templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, query }) => {
      const text = typeof query === 'string' ? query : query.query;
      const selector = labelValues.exec(text)?.[1];
      if (selector === undefined) throw new Error(`${board.uid}: variable ${name} asks ${text}`);
      return { where: `${board.uid}: variable ${name}`, kind: 'variable' as const, expr: selector };
    });
  return [...panels, ...marks, ...variables];
}

/** Every query of the provisioned alert rules. */
export function alertQueries(): Asked[] {
  return alertRules().groups.flatMap(({ rules }) =>
    rules.flatMap(({ title, data }) =>
      data.flatMap(({ refId, model }) =>
        model.expr === undefined
          ? []
          : [{ where: `alert ${title} (${refId})`, kind: 'alert' as const, expr: model.expr }],
      ),
    ),
  );
}

/** Every query that Grafana will ever ask, as Prometheus gets it when everything is chosen. */
export function everyQuery(steps?: Readonly<Record<string, string>>): Asked[] {
  const boards = dashboardFiles.flatMap((file) => {
    const board = dashboard(file);
    const known = board.templating.list.map(({ name }) => name);
    return queriesOf(board).map((asked) => ({ ...asked, expr: filledIn(asked.expr, known, steps) }));
  });
  return [...boards, ...alertQueries()];
}

/** Queries as the rows of a `test.each`: the place for the title, then the query. */
export function titled(asked: readonly Asked[]): (readonly [string, string])[] {
  return asked.map(({ where, expr }) => [where, expr]);
}

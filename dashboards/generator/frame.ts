import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  type VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { chosenSource, placeholder } from './parts.ts';

/** What a dashboard is, before its panels. */
export type Frame = {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
};

/** An empty dashboard with what both of filrouge's have: the data source to pick, links to each other and to the console. */
export function frame(facts: Frame): DashboardBuilder {
  return new DashboardBuilder(facts.title)
    .uid(facts.uid)
    .description(facts.description)
    .tags(['filrouge'])
    .timezone('browser')
    .time({ from: facts.from, to: 'now' })
    .refresh(facts.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('filrouge dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags(['filrouge'])
        .includeVars(true)
        .keepTime(true),
    )
    .link(
      new DashboardLinkBuilder('Console')
        .type(DashboardLinkType.Link)
        .icon('external link')
        .tooltip('Open the filrouge console')
        .url(placeholder('console'))
        .targetBlank(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
}

/** A variable filled with label values, all of them chosen at first. `query` is `label_values(series, label)`. */
export function labelVariable(
  name: string,
  label: string,
  query: string,
  sort: VariableSort,
): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(chosenSource)
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(sort)
    .multi(true)
    .includeAll(true)
    .current({ text: 'All', value: '$__all' });
}

/** Where the links to plans lead: Grafana cannot know the address under which readers reach the console. */
export function consoleVariable(): TextBoxVariableBuilder {
  const address = 'http://localhost:4090';
  return new TextBoxVariableBuilder('console')
    .label('Console')
    .description('Address of the filrouge console (FILROUGE_PUBLIC_URL), without a slash at the end')
    .defaultValue(address)
    .current({ text: address, value: address })
    .options([{ text: address, value: address, selected: true }]);
}

/**
 * The finished dashboard. Panels are numbered in order, so that links to one of them stay good; links and annotation
 * switches stand in the bar at the top, not in the menu where the SDK puts them.
 */
export function finished(builder: DashboardBuilder): Dashboard {
  const built = builder.build();
  built.panels?.forEach((one, index) => {
    one.id = index + 1;
  });
  for (const one of [...(built.links ?? []), ...(built.annotations?.list ?? [])]) delete one.placement;
  return built;
}

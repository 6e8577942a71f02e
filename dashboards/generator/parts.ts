import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DataSourceRef,
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

/** A placeholder that Grafana fills in: a variable of the dashboard, or a field such as `__value.raw`. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** Every panel asks the data source that the reader picked, so that the dashboards can be imported anywhere. */
export const chosenSource: DataSourceRef = { type: 'prometheus', uid: placeholder('datasource') };

/** One PromQL query of a panel. `instant` asks for the last value only, `table` for one row a series. */
export type Query = {
  readonly expr: string;
  readonly legend?: string;
  readonly ref?: string;
  readonly as?: 'range' | 'instant' | 'table';
};

/** What every panel says of itself: sizes are in grid units, 24 make a line. */
export type Facts = {
  readonly title: string;
  /** What the numbers mean and when to worry: shown behind the (i). */
  readonly description: string;
  /** Shown instead of an empty panel. */
  readonly noData: string;
  readonly width: number;
  readonly height: number;
  readonly queries: readonly Query[];
};

/** The calls that the panel builders of every kind have in common. */
type PanelBuilder<P> = {
  title(title: string): P;
  description(description: string): P;
  datasource(datasource: DataSourceRef): P;
  noValue(noValue: string): P;
  span(width: number): P;
  height(height: number): P;
  withTarget(target: Builder<Dataquery>): P;
};

/** `blank` with its facts and queries; queries without a `ref` are A, B, C… in order. */
export function panel<P extends PanelBuilder<P>>(blank: P, facts: Facts): P {
  const framed = blank
    .title(facts.title)
    .description(facts.description)
    .datasource(chosenSource)
    .noValue(facts.noData)
    .span(facts.width)
    .height(facts.height);
  return facts.queries.reduce(
    (target, query, index) => target.withTarget(dataquery(query, query.ref ?? refOf(index))),
    framed,
  );
}

/** The name of a query that has none of its own: A, B, C…, by its place from 0. */
export function refOf(index: number): string {
  return String.fromCharCode(65 + index);
}

function dataquery(query: Query, ref: string): DataqueryBuilder {
  const plain = new DataqueryBuilder().refId(ref).expr(query.expr).datasource(chosenSource);
  const named = query.legend === undefined ? plain : plain.legendFormat(query.legend);
  switch (query.as) {
    case undefined:
    case 'range':
      return named.range();
    case 'instant':
      return named.instant();
    case 'table':
      return named.instant().format(PromQueryFormat.Table);
    default:
      return query.as satisfies never;
  }
}

/** Colours by value: the first colour below the first step, each next one from its value on. */
export function steps(
  base: string,
  ...above: readonly (readonly [number, string])[]
): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...above.map(([value, color]) => ({ value, color }))]);
}

/** One value that stands for a state: how it reads and which colour it has. */
export type State = { readonly value: number | string; readonly text: string; readonly color: string };

/** Shows states as words with their colours instead of numbers. */
export function states(...all: readonly State[]): ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: Object.fromEntries(
        all.map(({ value, text, color }, index) => [String(value), { text, color, index }]),
      ),
    },
  ];
}

/**
 * The number of the label value that stands at 1, for a family of 0/1 series such as
 * `filrouge_rule_state{…, state}`: a state timeline shows numbers only.
 */
export function coded(metric: string, matchers: string, label: string, all: readonly State[]): string {
  return all
    .map(({ value, text }) => `${metric}{${matchers}, ${label}="${labelValue(text)}"} * ${value}`)
    .join(' or ');
}

function labelValue(text: string): string {
  return text.toLowerCase().replaceAll(' ', '_');
}

export function fixedColor(color: string): DynamicConfigValue {
  return { id: 'color', value: { mode: 'fixed', fixedColor: color } };
}

/** A legend as a table under the graph, with the given calculations as columns. */
export function legendTable(...calcs: readonly string[]): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([...calcs]);
}

export function legendList(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
}

/** One tooltip with every series of the instant. */
export function sharedTooltip(): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi);
}

import { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TimelineValueAlignment,
  VisibilityMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  type ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { type CellLook, openPlan, planAddress } from './cells.ts';
import {
  type Facts,
  fixedColor,
  legendList,
  legendTable,
  panel,
  placeholder,
  refOf,
  type State,
  sharedTooltip,
  states,
} from './parts.ts';

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);
}

/** One number, as it is now, with its colour. */
export type Figure = Omit<Facts, 'width' | 'height' | 'queries'> & {
  readonly expr: string;
  readonly unit: string;
  readonly colors: ThresholdsConfigBuilder;
  readonly states?: readonly State[];
};

export function stat(figure: Figure, size: Pick<Facts, 'width' | 'height'>): StatPanel {
  const { expr, unit, colors, ...facts } = figure;
  return panel(new StatPanel(), { ...facts, ...size, queries: [{ expr, as: 'instant' }] })
    .unit(unit)
    .thresholds(colors)
    .mappings(figure.states === undefined ? [] : states(...figure.states))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(lastValue());
}

/** Lines over time, with their last and worst values in the legend. */
export function lines(
  facts: Facts,
  look: { readonly unit: string; readonly calcs?: readonly string[] },
): TimeseriesPanel {
  return panel(new TimeseriesPanel(), facts)
    .unit(look.unit)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Never)
    .legend(legendTable(...(look.calcs ?? ['lastNotNull', 'max'])))
    .tooltip(sharedTooltip().sort(SortOrder.Descending));
}

/** How many of each kind over time, stacked; kinds have the colours given by name. */
export function stacked(
  facts: Facts,
  look: { readonly unit: string; readonly colors: Readonly<Record<string, string>> },
): TimeseriesPanel {
  const blank = panel(new TimeseriesPanel(), facts)
    .unit(look.unit)
    .min(0)
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(1)
    .fillOpacity(60)
    .showPoints(VisibilityMode.Never)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
    .legend(legendList())
    .tooltip(sharedTooltip());
  return Object.entries(look.colors).reduce(
    (target, [name, color]) => target.overrideByName(name, [fixedColor(color)]),
    blank,
  );
}

/** Who was in which state when: one row a series, neighbours in the same state joined. */
export function timeline(facts: Facts, all: readonly State[]): StateTimelinePanel {
  return panel(new StateTimelinePanel(), facts)
    .mappings(states(...all))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mergeValues(true)
    .alignValue(TimelineValueAlignment.Left)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.85)
    .fillOpacity(80)
    .lineWidth(0)
    .legend(legendList())
    .tooltip(sharedTooltip());
}

/** One horizontal bar a series, as they are now. */
export function bars(
  facts: Facts,
  look: { readonly unit: string; readonly colors: ThresholdsConfigBuilder; readonly max?: number },
): BarGaugePanel {
  const blank = panel(new BarGaugePanel(), facts)
    .unit(look.unit)
    .min(0)
    .thresholds(look.colors)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .showUnfilled(true)
    .reduceOptions(lastValue());
  return look.max === undefined ? blank : blank.max(look.max);
}

/** A column of a table: the label or value (`Value #B`) it shows, its heading and how its cells look. */
export type Column = { readonly from: string; readonly title: string; readonly look?: CellLook };

/**
 * One row for each value of the label `by`: the instant queries joined on it, the columns in the order given. What no
 * column shows is left out: the times, and the values of queries that are asked for their labels.
 */
export function table(facts: Facts, by: string, columns: readonly Column[]): TablePanel {
  const shown = new Set(columns.map(({ from }) => from));
  const times = ['Time', ...facts.queries.map((_, index) => `Time ${index + 1}`)];
  const values = facts.queries.map((_, index) => `Value #${refOf(index)}`);
  const hidden = [...times, ...values].filter((name) => !shown.has(name));
  const blank = panel(new TablePanel(), facts)
    .withTransformation({ id: 'joinByField', options: { byField: by, mode: 'outer' } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries(columns.map(({ from }, index) => [from, index])),
        renameByName: Object.fromEntries(columns.map(({ from, title }) => [from, title])),
      },
    })
    .filterable(true);
  return columns.reduce(
    (target, { title, look }) => (look === undefined ? target : target.overrideByName(title, [...look])),
    blank,
  );
}

/** Leads from a value of a series with the label `plan` to the page of that plan in the console. */
export function planLink(): DashboardLinkBuilder {
  return new DashboardLinkBuilder(openPlan)
    .url(planAddress(placeholder('__field.labels.plan')))
    .targetBlank(true);
}

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metricsIn } from '../../dashboards/generator/metrics.ts';
import { placeholder } from '../../dashboards/generator/parts.ts';
import { renderDashboards } from '../../dashboards/generator/render.ts';
import { Arrangement, dashboard, dashboardFiles, type Panel, projectFile } from './files.ts';

const metrics = metricsIn(resolve(import.meta.dirname, '../../rules/metrics.yaml'));
const rendered = new Map(renderDashboards(metrics).map(({ file, text }) => [file, text]));

describe.each(dashboardFiles)('%s', (file) => {
  const board = dashboard(file);
  const panels = board.panels.filter(({ type }) => type !== 'row');

  test('is what the generator writes: run `npm run dashboards` when this fails', () => {
    expect(projectFile(`dashboards/${file}`)).toBe(rendered.get(file));
  });

  test('says of every panel what it shows, when to worry and what an empty one means', () => {
    const silent = panels.filter(
      ({ description, fieldConfig }) =>
        (description ?? '').length < 20 || (fieldConfig?.defaults.noValue ?? '') === '',
    );
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  test('asks the data source that the reader picked, and no other', () => {
    const others = panels.filter(({ datasource }) => datasource?.uid !== placeholder('datasource'));
    expect(others.map(({ title }) => title)).toEqual([]);
    expect(JSON.stringify(board)).not.toContain('filrouge-prometheus');
  });

  test('numbers its panels and the queries of each without repeating itself', () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    for (const { targets } of panels) {
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(targets.length).toBeGreaterThan(0);
    }
  });

  test('lays its panels out in full lines, none over another', () => {
    expect(board.panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
    expect(overlaps(board.panels)).toEqual([]);
    const area = board.panels.reduce((sum, { gridPos }) => sum + gridPos.w * gridPos.h, 0);
    const bottom = Math.max(...board.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(area).toBe(24 * bottom);
  });

  test('shows in its tables what the queries bring, and nothing that says nothing', () => {
    const tables = panels.filter(({ type }) => type === 'table');
    expect(tables.length).toBeGreaterThan(0);
    for (const { title, targets, transformations } of tables) {
      const arranged = transformations.find(({ id }) => id === 'organize')?.options;
      const { indexByName, excludeByName } = Arrangement.parse(arranged);
      const labels = targets.flatMap(({ expr }) => /^max by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? []);
      const brought = new Set([...labels, ...targets.map(({ refId }) => `Value #${refId}`)]);
      const arranges = [...Object.keys(indexByName), ...Object.keys(excludeByName)];
      expect(
        [...brought].filter((name) => !arranges.includes(name)),
        title,
      ).toEqual([]);
      expect(
        Object.keys(indexByName).filter((name) => !brought.has(name)),
        title,
      ).toEqual([]);
    }
  });

  test('leads to the console', () => {
    const links = JSON.stringify(board).match(/\$\{console\}[^"]*/g) ?? [];
    const address = placeholder('console');
    expect(links).toContain(address);
    if (file === 'plan-kpis.json') {
      expect(links).toContain(`${address}/plans/${placeholder('__value.raw')}`);
      expect(links).toContain(`${address}/plans/${placeholder('__field.labels.plan')}`);
    }
  });
});

test('each dashboard has an identity of its own and the tag that links it to the other', () => {
  const boards = dashboardFiles.map(dashboard);
  expect(boards.map(({ uid }) => uid)).toEqual(['filrouge-plan-kpis', 'filrouge-agents-live']);
  expect(boards.every(({ tags }) => tags.includes('filrouge'))).toBe(true);
});

test('every metric of metrics.yaml that is not a plain number is shown in its unit', () => {
  const text = projectFile('dashboards/agents-live.json');
  const units = [...text.matchAll(/\^\(([a-z0-9_|]+)\) /g)].flatMap((match) => (match[1] ?? '').split('|'));
  const plain = metrics.filter(({ unit }) => unit === 'count' || unit === 'number');
  expect([...units, ...plain.map(({ name }) => name)].sort()).toEqual(metrics.map(({ name }) => name).sort());
});

test('the layout check sees one panel that lies over another', () => {
  const at = (id: number, x: number): Panel => ({
    id,
    type: 'stat',
    title: String(id),
    gridPos: { x, y: 0, w: 4, h: 4 },
    targets: [],
    transformations: [],
  });
  expect(overlaps([at(1, 0), at(2, 4)])).toEqual([]);
  expect(overlaps([at(1, 0), at(2, 3)])).toEqual(['1 and 2']);
});

function overlaps(panels: readonly Panel[]): string[] {
  return panels.flatMap((one, index) =>
    panels
      .slice(index + 1)
      .filter(
        ({ gridPos: b }) =>
          one.gridPos.x < b.x + b.w &&
          b.x < one.gridPos.x + one.gridPos.w &&
          one.gridPos.y < b.y + b.h &&
          b.y < one.gridPos.y + one.gridPos.h,
      )
      .map((other) => `${one.title} and ${other.title}`),
  );
}

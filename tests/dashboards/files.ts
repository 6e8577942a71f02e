import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What the tests look at in Grafana's files. Everything else of them is Grafana's business. */

const root = resolve(import.meta.dirname, '../..');

const Target = z.looseObject({ refId: z.string(), expr: z.string(), instant: z.boolean().optional() });
const Place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });

const Panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: Place,
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ noValue: z.string().optional() }) }).optional(),
  targets: z.array(Target).default([]),
  transformations: z.array(z.looseObject({ id: z.string(), options: z.unknown() })).default([]),
});
export type Panel = z.infer<typeof Panel>;

/** How the columns of a table are arranged, by the name that Grafana gives to each label and value. */
export const Arrangement = z.object({
  excludeByName: z.record(z.string(), z.boolean()),
  indexByName: z.record(z.string(), z.number()),
  renameByName: z.record(z.string(), z.string()),
});

const Dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  panels: z.array(Panel),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), target: Target })).default([]) }),
  templating: z.object({
    list: z.array(
      z.looseObject({
        name: z.string(),
        type: z.string(),
        query: z.union([z.string(), z.looseObject({ query: z.string() })]),
      }),
    ),
  }),
});
export type Dashboard = z.infer<typeof Dashboard>;

const AlertRules = z.object({
  apiVersion: z.literal(1),
  groups: z.array(
    z.object({
      orgId: z.number(),
      name: z.string(),
      folder: z.string(),
      interval: z.string(),
      rules: z.array(
        z.looseObject({
          uid: z.string(),
          title: z.string(),
          condition: z.string(),
          noDataState: z.string(),
          execErrState: z.string(),
          missing_series_evals_to_resolve: z.number(),
          annotations: z.record(z.string(), z.string()),
          data: z.array(
            z.looseObject({
              refId: z.string(),
              datasourceUid: z.string(),
              model: z.looseObject({ expr: z.string().optional(), expression: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const DataSources = z.object({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.looseObject({
      name: z.string(),
      uid: z.string(),
      type: z.string(),
      url: z.url(),
      jsonData: z.looseObject({ timeInterval: z.string() }),
    }),
  ),
});

const Providers = z.object({
  apiVersion: z.literal(1),
  providers: z.array(z.looseObject({ name: z.string(), options: z.object({ path: z.string() }) })),
});

/** The text of a file of the project, by its path from the root. */
export function projectFile(path: string): string {
  return readFileSync(resolve(root, path), 'utf8');
}

export const dashboardFiles = ['plan-kpis.json', 'agents-live.json'] as const;

/** A committed dashboard. */
export function dashboard(file: (typeof dashboardFiles)[number]): Dashboard {
  return Dashboard.parse(JSON.parse(projectFile(`dashboards/${file}`)));
}

const provisioning = 'dashboards/provisioning';
export const alertRules = () =>
  AlertRules.parse(parse(projectFile(`${provisioning}/alerting/filrouge.yaml`)));
export const dataSources = () =>
  DataSources.parse(parse(projectFile(`${provisioning}/datasources/filrouge.yaml`)));
export const providers = () =>
  Providers.parse(parse(projectFile(`${provisioning}/dashboards/filrouge.yaml`)));

import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { token, webAddress } from './forms.ts';

/** The variables that say which servers filrouge asks by itself. */
export const siteVariables = {
  FILROUGE_PROMETHEUS_URL: webAddress().optional(),
  FILROUGE_PROMETHEUS_TOKEN: token(),
  FILROUGE_LANGFUSE_URL: webAddress().optional(),
  FILROUGE_PHOENIX_URL: webAddress().optional(),
  FILROUGE_PHOENIX_TOKEN: token(),
  FILROUGE_LANGSMITH_URL: webAddress().optional(),
  FILROUGE_LANGSMITH_TOKEN: token(),
  FILROUGE_JIRA_URL: webAddress().optional(),
  FILROUGE_JIRA_PROJECT: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'the key of a project, such as OPS')
    .optional(),
  FILROUGE_GITLAB_URL: webAddress().optional(),
  FILROUGE_GITLAB_TOKEN: token(),
  FILROUGE_GITLAB_PROJECT: z
    .string()
    .regex(/^[\w.-]+(?:\/[\w.-]+)*$/, 'the id of a project or its path, such as it/sync')
    .optional(),
  FILROUGE_ODOO_URL: webAddress().optional(),
  FILROUGE_ODOO_DATABASE: z.string().optional(),
  FILROUGE_ODOO_PROJECT: z
    .string()
    .regex(/^\d{1,9}$/, 'the number of a project, such as 3')
    .optional(),
  FILROUGE_MIRROR_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'a secret of 16 to 200 visible characters')
    .optional(),
};

/** Which of these make sense only where another is set. */
export const siteParts = [
  ['FILROUGE_PROMETHEUS_TOKEN', 'FILROUGE_PROMETHEUS_URL'],
  ['FILROUGE_PHOENIX_TOKEN', 'FILROUGE_PHOENIX_URL'],
  ['FILROUGE_LANGSMITH_TOKEN', 'FILROUGE_LANGSMITH_URL'],
  ['FILROUGE_JIRA_PROJECT', 'FILROUGE_JIRA_URL'],
  ['FILROUGE_GITLAB_TOKEN', 'FILROUGE_GITLAB_URL'],
  ['FILROUGE_GITLAB_PROJECT', 'FILROUGE_GITLAB_URL'],
  ['FILROUGE_ODOO_PROJECT', 'FILROUGE_ODOO_URL'],
] as const;

/** A server that is asked, and the token that is shown there. */
type Site = { readonly url: string; readonly token?: string };

/** The project of a tool in which issues are opened, if there is one. */
type Project = { readonly project?: string };

/** The servers that filrouge asks by itself. */
export type SiteSettings = {
  /** The store that queries of metrics.yaml are asked of, and the token that is shown there. */
  readonly prometheus?: Site;
  /** Where scores are asked for. */
  readonly scores: Readonly<Partial<Record<'langfuse' | 'phoenix' | 'langsmith', Site>>>;
  /** Where actions are mirrored, the projects in which issues are opened, and how messages are known. */
  readonly mirror: {
    readonly jira?: Site & Project;
    readonly gitlab?: Site & Project;
    readonly odoo?: Site & Project & { readonly database: string };
    readonly secret?: string;
  };
};

type Variables = Readonly<Partial<Record<keyof typeof siteVariables, string | undefined>>>;

/** The servers that these variables name. */
export function sitesIn(env: Variables): SiteSettings {
  return defined({
    prometheus: siteOf(env.FILROUGE_PROMETHEUS_URL, env.FILROUGE_PROMETHEUS_TOKEN),
    scores: defined({
      langfuse: siteOf(env.FILROUGE_LANGFUSE_URL, undefined),
      phoenix: siteOf(env.FILROUGE_PHOENIX_URL, env.FILROUGE_PHOENIX_TOKEN),
      langsmith: siteOf(env.FILROUGE_LANGSMITH_URL, env.FILROUGE_LANGSMITH_TOKEN),
    }),
    mirror: mirrorIn(env),
  });
}

function mirrorIn(env: Variables): SiteSettings['mirror'] {
  const jira = siteOf(env.FILROUGE_JIRA_URL, undefined);
  const gitlab = siteOf(env.FILROUGE_GITLAB_URL, env.FILROUGE_GITLAB_TOKEN);
  const { FILROUGE_ODOO_URL: url, FILROUGE_ODOO_DATABASE: database } = env;
  return defined({
    jira: jira && defined({ ...jira, project: env.FILROUGE_JIRA_PROJECT }),
    gitlab: gitlab && defined({ ...gitlab, project: env.FILROUGE_GITLAB_PROJECT }),
    odoo:
      url === undefined || database === undefined
        ? undefined
        : defined({ url, database, project: env.FILROUGE_ODOO_PROJECT }),
    secret: env.FILROUGE_MIRROR_SECRET,
  });
}

function siteOf(url: string | undefined, shown: string | undefined): Site | undefined {
  return url === undefined ? undefined : defined({ url, token: shown });
}

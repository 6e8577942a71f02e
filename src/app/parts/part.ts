import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from '../../platform/http/http.ts';
import type { Jobs } from '../../platform/jobs.ts';

/** Works on by itself, in the process that evaluates. */
export type Asker = {
  /** Begins what is due. */
  readonly tick: () => void;
  /** Resolves when nothing of it is under way. */
  readonly idle?: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The share of a part in the work of the process. Whatever it offers to other parts stands beside that. */
export type Part = {
  /** Routes that need a key. */
  readonly api?: readonly OpenAPIHono<HttpEnv>[];
  /** Routes that have proofs of their own. */
  readonly hooks?: readonly OpenAPIHono<HttpEnv>[];
  readonly askers?: readonly Asker[];
  /** Adds what runs by the calendar. */
  readonly addJobs?: (jobs: Jobs) => void;
};

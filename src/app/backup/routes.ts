import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { BackupDesk } from './desk.ts';
import { backupName } from './to-file.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/backup',
  tags: ['operation'],
  summary: 'Everything that filrouge keeps, as one tar file',
  description:
    'Made while it is sent. Its last file is `end.json`: without it the answer was cut off, and `filrouge restore` refuses it. For admins: it holds all personal data that filrouge has.',
  // Whoever may make keys reaches everything anyway.
  middleware: requirePermission('keys.manage'),
  responses: {
    200: {
      description: 'The backup.',
      content: { 'application/x-tar': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problems(401, 403, 409, 503),
  },
});

/** Nobody reads a backup for longer. */
const longestMs = 3_600_000;

/** `GET /v1/backup`. */
export function backupRoutes(ports: {
  readonly desk: BackupDesk;
  readonly now: () => number;
  readonly isEvaluator: () => boolean;
}): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, (c) => {
    const { desk, now, isEvaluator } = ports;
    if (!isEvaluator()) return sendRefusal(c, standsBy);
    if (desk.isBusy()) return sendRefusal(c, underWay);
    const headers = {
      'Content-Type': 'application/x-tar',
      'Content-Disposition': `attachment; filename="${backupName(now())}"`,
      'Cache-Control': 'no-store',
    };
    // Nobody would read what is made for this.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    return c.body(streamed(desk), 200, headers);
  });
}

/** A backup that is made as fast as it is read; whoever stops reading ends it. */
function streamed(desk: BackupDesk): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  const late = setTimeout(() => void writer.abort(new Error('it took too long')).catch(() => {}), longestMs);
  void desk
    .write((piece) => writer.write(new Uint8Array(piece)))
    .then(() => writer.close())
    // The answer has begun: all that can still be said is that it does not end as it should.
    .catch((error: unknown) => writer.abort(error).catch(() => {}))
    .finally(() => clearTimeout(late));
  return readable;
}

const standsBy: Refusal = {
  kind: 'unavailable',
  code: 'not_the_evaluator',
  detail: 'This process stands by: it does not have all samples. Ask the evaluator, or try again.',
};

const underWay: Refusal = {
  kind: 'conflict',
  code: 'backup_under_way',
  detail: 'Another backup is being written. Ask again when it is done.',
};

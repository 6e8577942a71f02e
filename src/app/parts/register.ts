import { requirePermission } from '../../access/guard.ts';
import { registerRoutes } from '../../register/routes.ts';
import { readRegister, verifyRegister, verifyRegisterAt } from '../../register/store.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { checkpointsOf } from './checkpoints.ts';
import type { Notices } from './notices.ts';

/** The register: how it is read and verified, what is signed of it, and its export. */
export function registerOf(ground: Ground, core: Core, { worker }: Pick<Notices, 'worker'>) {
  const { db } = ground.opened.database;
  const { routes, ...checkpoints } = checkpointsOf(ground, core, worker.wake);
  const register = registerRoutes({
    mayRead: requirePermission('read'),
    read: (query) => readRegister(db, query),
    verify: () => verifyRegister(db),
    verifyAt: (sizes) => verifyRegisterAt(db, sizes),
  });
  return { ...checkpoints, api: [register, ...routes] };
}

/** The register as other parts use it. */
export type Register = ReturnType<typeof registerOf>;

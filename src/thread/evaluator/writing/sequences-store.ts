import { lastIncidentNumber } from '../../../incidents/store.ts';
import { lastPlanNumber } from '../../../plans/store/store.ts';
import type { Db } from '../../../platform/database/database.ts';
import type { RegisterHead } from '../../../register/chain.ts';
import { readRegisterHead } from '../../../register/store.ts';
import type { Sequences } from '../../world.ts';

/** The sequences, and the end of the register. */
export type Ends = Sequences & { readonly register: RegisterHead };

/** The ends as the database has them. */
export async function readEnds(db: Db): Promise<Ends> {
  const [register, incident, plan] = await Promise.all([
    readRegisterHead(db),
    lastIncidentNumber(db),
    lastPlanNumber(db),
  ]);
  return { register, incident, plan };
}

import type { HelpdeskKind } from '../../rules/helpdesk.ts';
import type { Helpdesk } from './helpdesk.ts';
import { zammad } from './kinds/zammad.ts';

/** Every helpdesk that is understood. */
export const helpdesks: Readonly<Record<HelpdeskKind, Helpdesk>> = { zammad };

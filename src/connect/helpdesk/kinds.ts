import type { HelpdeskKind } from '../../rules/helpdesk.ts';
import type { Helpdesk } from './helpdesk.ts';
import { chatwoot } from './kinds/chatwoot.ts';
import { freshdesk } from './kinds/freshdesk.ts';
import { hubspot } from './kinds/hubspot.ts';
import { intercom } from './kinds/intercom.ts';
import { odoo } from './kinds/odoo.ts';
import { requestTracker } from './kinds/request-tracker.ts';
import { zammad } from './kinds/zammad.ts';
import { zendesk } from './kinds/zendesk.ts';

/** Every helpdesk that is understood. */
export const helpdesks: Readonly<Record<HelpdeskKind, Helpdesk>> = {
  ...{ zammad, chatwoot, zendesk, freshdesk },
  ...{ intercom, hubspot, odoo, rt: requestTracker },
};

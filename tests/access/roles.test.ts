import { describe, expect, test } from 'vitest';
import {
  includesRole,
  may,
  mayTouch,
  type Permission,
  permissions,
  reach,
  roles,
  rolesFor,
} from '../../src/access/roles.ts';

/** The whole table, by hand: `+` every agent, `o` its own agent only, `-` not at all. Columns in the order of `roles`. */
const table: Record<Permission, string> = {
  //                        ingest agent viewer operator approver admin
  'samples.write': /*       */ '+----+',
  'interactions.write': /*  */ '+o---+',
  'marks.write': /*         */ '+o-+++',
  'switch.read': /*         */ '-o++++',
  'switch.acknowledge': /*  */ '-o---+',
  read: /*                  */ '--++++',
  'agents.suspend': /*      */ '---+++',
  'agents.resume': /*       */ '----++',
  'silences.set': /*        */ '---+++',
  'silences.set_over_stops': '----++',
  'incidents.open': /*      */ '---+++',
  'incidents.edit': /*      */ '---+++',
  'incidents.declassify': /*  */ '----++',
  'plans.edit': /*          */ '---+++',
  'plans.sign_as_owner': /* */ '---+++',
  'plans.sign_as_approver': '----++',
  'plans.close': /*         */ '----++',
  'rules.propose': /*       */ '---+++',
  'notices.test': /*        */ '---+++',
  'dossier.write': /*       */ '---+++',
  'dossier.erase': /*       */ '----++',
  'requests.receive': /*    */ '+--+++',
  'requests.read': /*       */ '---+++',
  'requests.enter': /*      */ '---+++',
  'requests.correct': /*    */ '----++',
  'privacy.enter': /*       */ '---+++',
  'privacy.decide': /*      */ '----++',
  'keys.manage': /*         */ '-----+',
};
const marks = { '+': 'all', o: 'own', '-': 'none' } as const;

describe('who may do what', () => {
  for (const permission of permissions) {
    test(`${permission} is allowed exactly to those the table names`, () => {
      const found = roles.map((role) => reach({ role }, permission));
      const wanted = [...table[permission]].map((mark) => marks[mark as keyof typeof marks]);
      expect(found).toEqual(wanted);
      expect(roles.map((role) => may(role, permission))).toEqual(wanted.map((far) => far !== 'none'));
    });
  }

  test('every permission is given to somebody, and to admin', () => {
    for (const permission of permissions) expect(rolesFor(permission).at(-1)).toBe('admin');
  });

  test('an agent key reaches the agent it is bound to and no other', () => {
    const margaux = { role: 'agent', agents: ['margaux'] } as const;
    expect(mayTouch(margaux, 'switch.acknowledge', 'margaux')).toBe(true);
    expect(mayTouch(margaux, 'switch.acknowledge', 'leo')).toBe(false);
    expect(mayTouch(margaux, 'agents.suspend', 'margaux')).toBe(false);
    expect(mayTouch({ role: 'agent' }, 'switch.read', 'margaux')).toBe(false);
    expect(mayTouch({ role: 'viewer' }, 'switch.read', 'leo')).toBe(true);
  });

  test('a key that is bound to agents reaches those alone, whatever its role', () => {
    const bound = { role: 'approver', agents: ['margaux', 'nora'] } as const;
    for (const agent of bound.agents) {
      expect(mayTouch(bound, 'agents.suspend', agent)).toBe(true);
      expect(mayTouch(bound, 'agents.resume', agent)).toBe(true);
      expect(mayTouch(bound, 'keys.manage', agent)).toBe(false);
    }
    for (const agent of ['leo', '', 'margaux2']) expect(mayTouch(bound, 'agents.suspend', agent)).toBe(false);
    expect(reach(bound, 'read')).toBe('own');
    expect(mayTouch({ role: 'operator', agents: [] }, 'agents.suspend', 'margaux')).toBe(false);
  });
});

describe('a role asked for by name', () => {
  test('is met by itself, by the rungs above it, and by admin', () => {
    expect(includesRole('operator', 'operator')).toBe(true);
    expect(includesRole('approver', 'operator')).toBe(true);
    expect(includesRole('operator', 'approver')).toBe(false);
    expect(includesRole('viewer', 'operator')).toBe(false);
    expect(includesRole('admin', 'ingest')).toBe(true);
    expect(includesRole('admin', 'agent')).toBe(true);
  });

  test('programs and people do not stand in for each other', () => {
    for (const person of ['viewer', 'operator', 'approver'] as const) {
      expect(includesRole(person, 'ingest')).toBe(false);
      expect(includesRole(person, 'agent')).toBe(false);
      expect(includesRole('ingest', person)).toBe(false);
      expect(includesRole('agent', person)).toBe(false);
    }
    expect(includesRole('ingest', 'agent')).toBe(false);
    expect(includesRole('ingest', 'admin')).toBe(false);
    expect(includesRole('agent', 'admin')).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ConflictError, ForbiddenError, PERMISSIONS, type Actor, type OrgId, type UserId } from '../../kernel/index.js';
import { permissionsOf, type Role } from '../auth/index.js';
import {
  assertAdminRemains,
  assertMayGive,
  changed,
  difference,
  EMAIL_FORM,
  mayReadPerson,
  type User,
} from './user.js';

const ADA = 'a0000000-0000-4000-8000-000000000001' as UserId;
const GRACE = 'a0000000-0000-4000-8000-000000000002' as UserId;

const user = (fields: Partial<User> = {}): User => ({
  id: ADA,
  handle: 'ada@x.example',
  email: 'ada@x.example',
  name: 'Ada',
  title: null,
  role: 'admin',
  status: 'Active',
  isServiceAccount: false,
  isVerified: true,
  createdAt: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  modifiedAt: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  ...fields,
});

const actor = (role: Role, userId = ADA): Actor => ({
  kind: 'user',
  orgId: 'b0000000-0000-4000-8000-000000000001' as OrgId,
  userId,
  permissions: permissionsOf(role),
  requestId: 'r',
});

describe('EMAIL_FORM', () => {
  it.each(['a@b', `${'x'.repeat(95)}@example.com`, "o'brien+tag@sub.example.com"])('takes %s', (text) => {
    expect(EMAIL_FORM.test(text)).toBe(true);
  });
  it.each(['', '@', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b\nbcc: x', 'plain'])('refuses %j', (text) => {
    expect(EMAIL_FORM.test(text)).toBe(false);
  });
});

describe('changed', () => {
  it('keeps the handle equal to the e-mail, in lower case', () => {
    expect(changed(user(), { email: 'New@X.example' })).toMatchObject({
      email: 'new@x.example',
      handle: 'new@x.example',
    });
  });
  it('leaves a handle alone that is another', () => {
    expect(changed(user({ handle: 'ada' }), { email: 'new@x.example' }).handle).toBe('ada');
  });
  it.each([
    [true, true, 'Disabled'],
    [false, true, 'Active'],
    [false, false, 'Pending'],
  ] as const)('disabled %s of a person whose verification is %s gives %s', (disabled, isVerified, status) => {
    expect(changed(user({ isVerified, status: 'Disabled' }), { disabled }).status).toBe(status);
  });
});

describe('assertAdminRemains', () => {
  const demoted = user({ role: 'manager' });
  it('refuses to demote or disable the last active admin', () => {
    expect(() => {
      assertAdminRemains(user(), demoted, new Set([ADA]));
    }).toThrow(ConflictError);
    expect(() => {
      assertAdminRemains(user(), user({ status: 'Disabled' }), new Set([ADA]));
    }).toThrow(ConflictError);
  });
  it('lets an admin go while another stays', () => {
    expect(() => {
      assertAdminRemains(user(), demoted, new Set([ADA, GRACE]));
    }).not.toThrow();
  });
  it('has nothing against other changes of the last admin', () => {
    expect(() => {
      assertAdminRemains(user(), user({ name: 'A.' }), new Set([ADA]));
    }).not.toThrow();
  });
  it('has nothing against changes of others', () => {
    const other = user({ id: GRACE, role: 'observer' });
    expect(() => {
      assertAdminRemains(other, { ...other, status: 'Disabled' }, new Set([ADA]));
    }).not.toThrow();
  });
});

describe('assertMayGive', () => {
  it('lets an admin give every role', () => {
    for (const role of ['admin', 'manager', 'responder', 'observer'] as const) {
      expect(() => {
        assertMayGive(actor('admin'), role);
      }).not.toThrow();
    }
  });
  it('refuses one who may not write users', () => {
    expect(() => {
      assertMayGive(actor('manager'), 'observer');
    }).toThrow(ForbiddenError);
  });
  it('refuses a role that may do more than the giver', () => {
    const permissions = new Set(PERMISSIONS.filter((permission) => permission !== 'keys_manage'));
    expect(() => {
      assertMayGive({ ...actor('admin'), permissions }, 'admin');
    }).toThrow(ForbiddenError);
    expect(() => {
      assertMayGive({ ...actor('admin'), permissions }, 'manager');
    }).not.toThrow();
  });
});

describe('mayReadPerson', () => {
  it.each([
    ['admin', GRACE, true],
    ['responder', GRACE, true],
    ['observer', GRACE, false],
    ['observer', ADA, true],
  ] as const)('%s reads %s: %s', (role, id, may) => {
    expect(mayReadPerson(actor(role), id)).toBe(may);
  });
});

describe('difference', () => {
  it('names personal fields and never holds their values', () => {
    const after = user({ name: 'Canary Name', email: 'canary@x.example', role: 'manager' });
    const made = difference(user(), after);
    expect(made?.after).toEqual({ role: 'manager', status: 'Active', changed: ['name', 'email', 'role'] });
    expect(JSON.stringify(made)).not.toMatch(/canary|ada@/i);
  });
  it('is undefined when nothing changes', () => {
    expect(difference(user(), user())).toBeUndefined();
  });
});

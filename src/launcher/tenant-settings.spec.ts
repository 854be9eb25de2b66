import { describe, expect, it } from '@jest/globals';
import { namesDatabase, settingsOf } from './tenant-settings.ts';

const TENANTS = ['on-call', 'case-management'];

describe('settingsOf', () => {
  it('lets the variables of a tenant win, and keeps those of the others from it', () => {
    const settings = settingsOf('on-call', TENANTS, {
      PATH: '/bin',
      DATABASE_HOST: 'both',
      DATABASE_PORT: '5432',
      ON_CALL_DATABASE_HOST: 'pages',
      CASE_MANAGEMENT_DATABASE_OWNER_PASSWORD: 'not for on-call',
    });
    expect(settings).toEqual({ PATH: '/bin', DATABASE_HOST: 'pages', DATABASE_PORT: '5432', TENANT_NAME: 'on-call' });
  });
});

describe('namesDatabase', () => {
  it.each([
    [{ PATH: '/bin', LOG_LEVEL: 'debug' }, false],
    [{ DATABASE_HOST: '' }, false],
    [{ DATABASE_HOST: 'db' }, true],
    [{ ON_CALL_DATABASE_HOST: 'db' }, true],
    [{ CASE_MANAGEMENT_CONFIG_FILE: '/etc/case-management.yaml' }, true],
  ])('%j: %s', (environment, expected) => {
    expect(namesDatabase(TENANTS, environment)).toBe(expected);
  });
});

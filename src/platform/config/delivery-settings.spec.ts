import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, loadTenantConfig, TENANTS_FILE } from './index.js';

const BASE = {
  TENANT_NAME: 'on-call',
  DATABASE_APP_USER: 'app',
  DATABASE_ENGINE_USER: 'engine',
  KEY_HASHING_SECRET: 'a secret of the tests with more than 32 characters',
};
const EMAIL = { SMTP_HOST: 'mail.example', EMAIL_FROM: 'oncall@example.com' };
const PHONE = {
  PUBLIC_URL: 'https://oncall.example/',
  PHONE_ACCOUNT_SID: 'AC1',
  PHONE_AUTH_TOKEN: 'secret token of the tests',
  PHONE_FROM_NUMBER: '+15005550006',
};

function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    loadTenantConfig({ ...BASE, ...environment }, TENANTS_FILE);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

describe('the settings of e-mail and phone', () => {
  it('may be absent: then neither is configured', () => {
    const { email, phone } = loadTenantConfig(BASE, TENANTS_FILE);
    expect([email, phone]).toEqual([undefined, undefined]);
  });

  it('are read whole, with defaults', () => {
    const { email, phone } = loadTenantConfig({ ...BASE, ...EMAIL, ...PHONE }, TENANTS_FILE);
    expect(email).toMatchObject({ host: 'mail.example', port: 587, tls: 'starttls', timeoutMs: 10_000 });
    expect(phone).toMatchObject({ baseUrl: 'https://api.twilio.com', publicUrl: 'https://oncall.example' });
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['a sender without a server', { EMAIL_FROM: 'a@b.example' }, ['email.host']],
    ['a server without a sender', { SMTP_HOST: 'mail.example' }, ['email.from']],
    ['a user without a password', { ...EMAIL, SMTP_USER: 'u' }, ['email.password']],
    ['a password without a user', { ...EMAIL, SMTP_PASSWORD: 'secret' }, ['email.user']],
    ['a password in clear', { ...EMAIL, SMTP_USER: 'u', SMTP_PASSWORD: 'secret', SMTP_TLS: 'none' }, ['email.tls']],
    ['a sender with a name', { ...EMAIL, EMAIL_FROM: 'Kim <kim@b.example>' }, ['email.from']],
    ['a sender that ends a header', { ...EMAIL, EMAIL_FROM: 'kim@b.example\r\nBcc: c@d.example' }, ['email.from']],
    [
      'a password file that is not there',
      { ...EMAIL, SMTP_USER: 'u', SMTP_PASSWORD_FILE: '/no/such' },
      ['email.password_file', 'email.password'],
    ],
    ['the channel email without a server', { NOTIFICATION_CHANNELS: 'inbox,email' }, ['email.host']],
    ['an account alone', { PHONE_ACCOUNT_SID: 'AC1' }, ['phone.auth_token', 'phone.from_number', 'http.public_url']],
    ['a token alone', { PHONE_AUTH_TOKEN: 'secret token of the tests' }, ['phone.account_sid']],
    ['a token that is too short', { ...PHONE, PHONE_AUTH_TOKEN: 'secret' }, ['phone.auth_token']],
    ['a number without its country', { ...PHONE, PHONE_FROM_NUMBER: '5005550006' }, ['phone.from_number']],
    ['an account that leaves its path', { ...PHONE, PHONE_ACCOUNT_SID: 'AC1/../x' }, ['phone.account_sid']],
    ['a provider without TLS', { ...PHONE, PHONE_BASE_URL: 'http://provider.example' }, ['phone.base_url']],
    ['a provider that is no URL of HTTP', { ...PHONE, PHONE_BASE_URL: 'file:///etc/passwd' }, ['phone.base_url']],
  ])('name %s as a mistake, and no secret', (_name, environment, settings) => {
    const mistakes = mistakesOf(environment);
    expect(mistakes.map((mistake) => mistake.split(/[ :]/, 1)[0])).toEqual(settings);
    expect(mistakes.join()).not.toMatch(/secret( token)?(?!s)\b(?!_)/);
  });
});

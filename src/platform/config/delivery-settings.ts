import type { TenantSettings } from './schema.js';
import { secretFrom } from './secret-file.js';

/** The mail server, with its secrets read. */
export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** PEM text of the certificate authorities. */
  readonly tlsCa?: string;
  readonly login?: { readonly user: string; readonly password: string };
  readonly from: string;
  readonly timeoutMs: number;
  readonly connections: number;
}

/** The provider of text messages and calls, with its secrets read. */
export interface PhoneSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly fromNumber: string;
  readonly allowedPrivateHosts: readonly string[];
  readonly timeoutMs: number;
  /** Where the provider calls back: `http.public_url` without a slash at its end. */
  readonly publicUrl: string;
}

/** Undefined when no e-mail is to be sent. Half of the settings are mistakes. */
export function emailSettings(settings: TenantSettings['email'], mistakes: string[]): EmailSettings | undefined {
  const { host, port, tls, from, user } = settings;
  const tlsCa = secretFrom(settings.tls_ca_file, 'email.tls_ca_file', mistakes);
  const password = secretFrom(settings.password_file, 'email.password_file', mistakes) ?? settings.password;
  if (host === undefined) {
    if (from !== undefined || user !== undefined || password !== undefined) {
      mistakes.push('email.host: is required by the other settings of e-mail (SMTP_HOST)');
    }
    return undefined;
  }
  if (from === undefined) mistakes.push('email.from: is required by email.host (EMAIL_FROM)');
  if (user !== undefined && password === undefined) {
    mistakes.push('email.password: is required by email.user (SMTP_PASSWORD or SMTP_PASSWORD_FILE)');
  }
  if (user === undefined && password !== undefined) {
    mistakes.push('email.user: is required by email.password (SMTP_USER)');
  }
  if (user !== undefined && tls === 'none') {
    mistakes.push('email.tls: must not be none with email.user: the password would be sent in clear (SMTP_TLS)');
  }
  if (from === undefined) return undefined;
  return {
    host,
    port,
    tls,
    from,
    timeoutMs: settings.timeout_ms,
    connections: settings.connections,
    ...(tlsCa === undefined ? {} : { tlsCa }),
    ...(user === undefined || password === undefined ? {} : { login: { user, password } }),
  };
}

/** Undefined when nobody is to be texted or called. Half of the settings are mistakes. */
export function phoneSettings(
  settings: TenantSettings['phone'],
  publicUrl: string | undefined,
  mistakes: string[],
): PhoneSettings | undefined {
  const { account_sid: accountSid, from_number: fromNumber } = settings;
  const authToken = secretFrom(settings.auth_token_file, 'phone.auth_token_file', mistakes) ?? settings.auth_token;
  if (accountSid === undefined) {
    if (fromNumber !== undefined || authToken !== undefined) {
      mistakes.push('phone.account_sid: is required by the other settings of the phone (PHONE_ACCOUNT_SID)');
    }
    return undefined;
  }
  if (authToken === undefined) {
    mistakes.push('phone.auth_token: is required by phone.account_sid (PHONE_AUTH_TOKEN or PHONE_AUTH_TOKEN_FILE)');
  } else if (authToken.length < 16) {
    mistakes.push('phone.auth_token_file: must hold at least 16 characters');
  }
  if (fromNumber === undefined) {
    mistakes.push('phone.from_number: is required by phone.account_sid (PHONE_FROM_NUMBER)');
  }
  if (publicUrl === undefined) {
    mistakes.push('http.public_url: is required by phone.account_sid: the provider calls back there (PUBLIC_URL)');
  }
  if (settings.base_url.startsWith('http:') && settings.allowed_private_hosts.length === 0) {
    mistakes.push('phone.base_url: must begin with https://, unless phone.allowed_private_hosts names its host');
  }
  if (authToken === undefined || fromNumber === undefined || publicUrl === undefined) return undefined;
  return {
    baseUrl: withoutSlash(settings.base_url),
    accountSid,
    authToken,
    fromNumber,
    allowedPrivateHosts: settings.allowed_private_hosts,
    timeoutMs: settings.timeout_ms,
    publicUrl: withoutSlash(publicUrl),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

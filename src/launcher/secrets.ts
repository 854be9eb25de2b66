import { randomBytes } from 'node:crypto';
import { readJson, textAt, writePrivateJson } from './private-file.ts';
import { TENANT_NAMES, type TenantName } from './tenants.ts';

export interface TenantSecrets {
  readonly owner_password: string;
  readonly app_password: string;
  readonly engine_password: string;
  /** 32 random bytes, base64: the key of the HMAC that stored API keys are. Losing it invalidates every key. */
  readonly key_hashing_secret: string;
}

export type Secrets = Readonly<Record<TenantName, TenantSecrets>>;

/** Reads the secrets of this data directory; those that are missing are made and written once (0600). */
export function ensureSecrets(file: string): Secrets {
  const stored = readJson(file);
  const password = () => randomBytes(24).toString('base64url');
  const of = (tenant: TenantName): TenantSecrets => ({
    owner_password: textAt(stored, tenant, 'owner_password') ?? password(),
    app_password: textAt(stored, tenant, 'app_password') ?? password(),
    engine_password: textAt(stored, tenant, 'engine_password') ?? password(),
    key_hashing_secret: textAt(stored, tenant, 'key_hashing_secret') ?? randomBytes(32).toString('base64'),
  });
  const secrets: Secrets = { 'on-call': of('on-call'), 'case-management': of('case-management') };
  const isComplete = TENANT_NAMES.every((tenant) =>
    Object.entries(secrets[tenant]).every(([key, value]) => textAt(stored, tenant, key) === value),
  );
  if (!isComplete) writePrivateJson(file, secrets);
  return secrets;
}

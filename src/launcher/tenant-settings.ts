/** Environment variables that speak of one tenant only: `ON_CALL_DATABASE_HOST` is on-call's `DATABASE_HOST`. */
export function prefixOf(tenant: string): string {
  return `${tenant.toUpperCase().replaceAll('-', '_')}_`;
}

/**
 * The environment of a tenant's process when one shell runs several tenants: variables of the tenant win over those
 * without a prefix, and those of the other tenants are left out, so that no process holds another one's credentials.
 */
export function settingsOf(
  tenant: string,
  tenants: readonly string[],
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const given = Object.entries(inherited).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const shared = given.filter(([name]) => !tenants.some((other) => name.startsWith(prefixOf(other))));
  const prefix = prefixOf(tenant);
  const own = given.flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
  );
  return { ...Object.fromEntries(shared), ...Object.fromEntries(own), TENANT_NAME: tenant };
}

/** Whether somebody has named a database of their own; else the embedded one is meant. */
export function namesDatabase(
  tenants: readonly string[],
  inherited: Readonly<Record<string, string | undefined>>,
): boolean {
  return tenants.some((tenant) => {
    const settings = settingsOf(tenant, tenants, inherited);
    return Object.entries(settings).some(
      ([name, value]) => value !== '' && (name.startsWith('DATABASE_') || name === 'CONFIG_FILE'),
    );
  });
}

/** The tenants that `npm start` runs, in the order of their ports. */
export const TENANT_NAMES = ['on-call', 'case-management'] as const;
export type TenantName = (typeof TENANT_NAMES)[number];

export function isTenantName(value: unknown): value is TenantName {
  return TENANT_NAMES.some((name) => name === value);
}

/** Databases of the embedded server: the names of `config/tenants.yaml`. */
export const DATABASES: Readonly<Record<TenantName, string>> = {
  'on-call': 'case-management-oncall',
  'case-management': 'case-management',
};

/** `casem_on_call_app`: roles belong to the whole server, so the tenant is in their name. */
export function roleName(tenant: TenantName, role: 'owner' | 'app' | 'engine'): string {
  return `casem_${tenant.replaceAll('-', '_')}_${role}`;
}

/** What the application tells about its demo data once it serves. */
export interface DemoFacts {
  readonly api_key: string;
  readonly application_key: string;
  readonly team_id: string;
  readonly team_handle: string;
  readonly project_id?: string;
  readonly user_ids: readonly string[];
  /** Signs in to the inbox until the process ends. For the terminal only: no file holds it. */
  readonly inbox_token: string;
}

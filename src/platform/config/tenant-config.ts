import type { EmailSettings, PhoneSettings } from './delivery-settings.js';
import type { TenantSettings } from './schema.js';

/** The roles that statuses play. Rules speak of these, never of a status' name. */
export interface Workflow {
  readonly start: string;
  /** Between start and final, in the listed order. */
  readonly middle: readonly string[];
  readonly final: string;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

type Section<Name extends keyof TenantSettings> = Readonly<Required<TenantSettings>[Name]>;

/** The settings of the tenant that this process serves, validated and with secrets read from their files. */
export class TenantConfig {
  readonly name: string;
  readonly displayName: string;
  readonly caseType: string;
  readonly workType: 'CASE' | 'PAGE';
  readonly workflow: Workflow;
  readonly http: Section<'http'>;
  readonly database: Omit<Section<'database'>, 'owner' | 'app' | 'engine' | 'name'> & {
    readonly name: string;
    /** Absent where this process does not migrate. */
    readonly owner?: Login;
    readonly app: Login;
    readonly engine: Login;
    /** PEM text of the certificate authorities. */
    readonly tlsCa?: string;
  };
  readonly keyHashingSecret: string;
  readonly search: Section<'search'>;
  readonly events: Section<'events'> & { readonly topic: string };
  readonly notifications: Section<'notifications'>;
  readonly route_actions: Section<'route_actions'>;
  /** Absent: no e-mail is sent. */
  readonly email?: EmailSettings;
  /** Absent: nobody is texted or called. */
  readonly phone?: PhoneSettings;
  readonly worker: Omit<Section<'worker'>, 'heartbeat_url'> & { readonly heartbeat_url?: string | undefined };
  readonly relay: Section<'relay'>;
  readonly logging: Section<'logging'>;
  readonly demo: Section<'demo'>;

  constructor(fields: TenantConfig) {
    Object.assign(this, fields);
  }
}

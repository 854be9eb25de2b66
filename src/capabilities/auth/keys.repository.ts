import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../kernel/index.js';
import { EngineUnitOfWork } from '../../platform/database/index.js';
import type { Role } from './roles.js';

export interface FoundKey {
  readonly id: string;
  readonly org_id: OrgId;
  readonly live: boolean;
}

export interface FoundApplicationKey extends FoundKey {
  readonly user_id: UserId;
  readonly role: Role;
}

/** Looks keys up by their HMAC: before the organization is known, hence as the engine (ADR 0003). */
@Injectable()
export class KeysRepository {
  constructor(private readonly engine: EngineUnitOfWork) {}

  /** By api_keys_hmac_once. */
  async findApiKey(hmac: Buffer): Promise<FoundKey | undefined> {
    const rows = await this.engine.statement<FoundKey>(
      `select k.id, k.org_id,
              k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp()) as live
         from api_keys k where k.key_hmac = $1`,
      [hmac],
    );
    return rows[0];
  }

  /** By application_keys_hmac_once. A key of a disabled person is dead. */
  async findApplicationKey(hmac: Buffer): Promise<FoundApplicationKey | undefined> {
    const rows = await this.engine.statement<FoundApplicationKey>(
      `select k.id, k.org_id, k.user_id, u.role,
              k.revoked_at is null and u.disabled_at is null
                and (k.expires_at is null or k.expires_at > clock_timestamp()) as live
         from application_keys k
         join users u on u.org_id = k.org_id and u.id = k.user_id
        where k.key_hmac = $1`,
      [hmac],
    );
    return rows[0];
  }

  /** Notes the use of many keys at once: exact to the interval in which it is called. */
  async markUsed(keyIds: readonly string[]): Promise<void> {
    await this.engine.statement(
      `with api as (update api_keys set last_used_at = clock_timestamp() where id = any($1::uuid[]))
       update application_keys set last_used_at = clock_timestamp() where id = any($1::uuid[])`,
      [keyIds],
    );
  }
}

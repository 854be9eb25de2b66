import { Injectable } from '@nestjs/common';
import { newId, type OrgId, type UserId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';

/** That somebody was invited. It gives no right; the key does that an admin makes for the person. */
export interface Invitation {
  readonly id: string;
  readonly userId: UserId;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

interface Row {
  readonly id: string;
  readonly user_id: UserId;
  readonly created_at: Temporal.Instant;
  readonly expires_at: Temporal.Instant;
}

@Injectable()
export class InvitationsRepository {
  /** One for each person, in the order of `userIds`; a new one takes the place of the last. By user_invitations_pk. */
  async replace(tx: Tx, orgId: OrgId, userIds: readonly UserId[], invitedBy: UserId): Promise<Invitation[]> {
    const rows = await tx.query<Row>(
      `insert into user_invitations as v (org_id, user_id, id, created_at, expires_at, created_by)
       select $1, n.user_id, n.id, c.at, c.at + interval '7 days', $4
         from unnest($2::uuid[], $3::uuid[]) as n(user_id, id), (select clock_timestamp() as at) c
        order by n.user_id
       on conflict (org_id, user_id)
       do update set id = excluded.id, created_at = excluded.created_at, expires_at = excluded.expires_at,
                     created_by = excluded.created_by
       returning v.id, v.user_id, v.created_at, v.expires_at`,
      [orgId, userIds, userIds.map(() => newId()), invitedBy],
    );
    const byUser = new Map(rows.map((row) => [row.user_id, invitationOf(row)]));
    return userIds.flatMap((id) => byUser.get(id) ?? []);
  }
}

function invitationOf(row: Row): Invitation {
  return { id: row.id, userId: row.user_id, createdAt: row.created_at, expiresAt: row.expires_at };
}

import { Injectable } from '@nestjs/common';
import { newId, type CaseId, type OrgId, type UserId } from '../../../kernel/index.js';
import { TenantConfig } from '../../../platform/config/index.js';
import { EngineUnitOfWork, type Tx } from '../../../platform/database/index.js';
import { replyCode, replyKey } from './reply-code.js';

/** Who may answer for which pages. */
export interface ReplyOffer {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly channelId: string;
  readonly caseIds: readonly CaseId[];
}

interface Row {
  readonly id: string;
  readonly org_id: OrgId;
  readonly user_id: UserId;
  readonly channel_id: string;
  readonly case_ids: CaseId[];
}

/** Codes that one person has at a time are few; a person with this many taken in a row has thousands of pages. */
const MAX_TURNS = 50;

const OFFER = `
select o.id, o.org_id, o.user_id, o.channel_id,
       array(select p.case_id from reply_offer_pages p where p.org_id = o.org_id and p.offer_id = o.id
              order by p.case_id) as case_ids
  from reply_offers o`;

@Injectable()
export class ReplyOffersRepository {
  constructor(
    private readonly config: TenantConfig,
    private readonly engine: EngineUnitOfWork,
  ) {}

  /** Offers answers by text message from `number`. Answers the code: the same one for the same pages while it lasts. */
  async offerCode(offer: ReplyOffer, number: string): Promise<string | undefined> {
    const secret = this.config.keyHashingSecret;
    return this.engine.run(async (tx) => {
      await this.forgetOld(tx);
      for (let turn = 0; turn < MAX_TURNS; turn += 1) {
        const code = replyCode(secret, offer, turn);
        if (await this.take(tx, offer, replyKey(secret, number, code))) return code;
      }
      return undefined;
    });
  }

  /** Offers answers by key in a call. `id` is the call's own, the same over all tries. */
  async offerKeys(id: string, offer: ReplyOffer): Promise<void> {
    await this.engine.run(async (tx) => {
      await this.forgetOld(tx);
      await this.insert(tx, id, offer, undefined);
    });
  }

  /** The live offer behind a code, by reply_offers_once. */
  async findByKey(key: Buffer): Promise<ReplyOffer | undefined> {
    const rows = await this.engine.statement<Row>(
      `${OFFER} where o.reply_key = $1 and o.expires_at > (select clock_timestamp())`,
      [key],
    );
    return offerOf(rows[0]);
  }

  /** The live offer of a call, by reply_offers_pk. */
  async find(orgId: string, id: string): Promise<ReplyOffer | undefined> {
    const rows = await this.engine.statement<Row>(
      `${OFFER} where o.org_id = $1 and o.id = $2 and o.expires_at > (select clock_timestamp())`,
      [orgId, id],
    );
    return offerOf(rows[0]);
  }

  /** Whether the key is this offer's now: it was free, or it is the same offer's, which then lasts longer. */
  private async take(tx: Tx, offer: ReplyOffer, key: Buffer): Promise<boolean> {
    const [taken] = await tx.query<Row & { readonly expired: boolean }>(
      `${OFFER.replace('select ', 'select o.expires_at <= clock_timestamp() as expired, ')} where o.reply_key = $1`,
      [key],
    );
    if (taken !== undefined && !taken.expired && !isSame(taken, offer)) return false;
    if (taken !== undefined) {
      await tx.query('delete from reply_offers o where o.org_id = $1 and o.id = $2', [taken.org_id, taken.id]);
    }
    return this.insert(tx, newId(), offer, key);
  }

  private async insert(tx: Tx, id: string, offer: ReplyOffer, key: Buffer | undefined): Promise<boolean> {
    const { orgId, userId, channelId, caseIds } = offer;
    const inserted = await tx.query(
      `with offer as (
         insert into reply_offers (org_id, id, user_id, channel_id, reply_key, created_at, expires_at)
         select $1, $2, $3, $4, $5, clock.at, clock.at + make_interval(mins => $6)
           from (select clock_timestamp() as at) clock
         on conflict do nothing
         returning org_id, id
       )
       insert into reply_offer_pages (org_id, offer_id, case_id)
       select o.org_id, o.id, c.id from offer o cross join unnest($7::uuid[]) as c(id)
       returning case_id`,
      [orgId, id, userId, channelId, key ?? null, this.config.notifications.reply_valid_minutes, [...new Set(caseIds)]],
    );
    return inserted.length > 0;
  }

  /** Up to 20, by reply_offers_expired: offers go as they come. */
  private async forgetOld(tx: Tx): Promise<void> {
    await tx.query(
      `delete from reply_offers o
        where (o.org_id, o.id) in (
          select e.org_id, e.id from reply_offers e
           where e.expires_at < (select clock_timestamp() - interval '1 day')
           order by e.expires_at limit 20 for update skip locked)`,
    );
  }
}

function isSame(row: Row, offer: ReplyOffer): boolean {
  if (row.org_id !== offer.orgId || row.channel_id !== offer.channelId || row.user_id !== offer.userId) return false;
  return row.case_ids.join() === [...new Set(offer.caseIds)].sort().join();
}

function offerOf(row: Row | undefined): ReplyOffer | undefined {
  return row && { orgId: row.org_id, userId: row.user_id, channelId: row.channel_id, caseIds: row.case_ids };
}

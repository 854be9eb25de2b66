import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import type { Page } from '../pages/index.js';

/** Of a page whose service has more open pages than the limit, all of them older: what the timeline says. */
export interface OverLimit {
  readonly service: string;
  readonly limit: number;
}

interface Row {
  readonly org_id: OrgId;
  readonly service: string;
  readonly created_at: Temporal.Instant;
  readonly id: CaseId;
}

/**
 * Which pages come on top of more open pages of their service than the limit: they are accepted like any other, and
 * their notifications go with others in one message. Asked when a step notifies and not when a page is created, so that
 * a storm costs its creates nothing. A page counts for the first of its services.
 */
@Injectable()
export class ServiceLimits {
  constructor(private readonly config: TenantConfig) {}

  /** Those of `pages` that are over; one look at an index for each service, however many pages there are. */
  async find(tx: Tx, pages: readonly Page[]): Promise<ReadonlyMap<CaseId, OverLimit>> {
    const limit = this.config.notifications.open_pages_per_service;
    const first = await this.firstOver(tx, pages, limit);
    return new Map(
      pages.flatMap((page) => {
        const service = serviceOf(page);
        const beyond = service === undefined ? undefined : first.get(`${page.orgId} ${service}`);
        if (service === undefined || beyond === undefined || isBefore(page, beyond)) return [];
        return [[page.id, { service, limit }] as const];
      }),
    );
  }

  /** The oldest open page that is over the limit of its service, where there is one; by cases_open_by_service. */
  private async firstOver(tx: Tx, pages: readonly Page[], limit: number): Promise<ReadonlyMap<string, Row>> {
    const wanted = new Map(
      pages.flatMap((page) => {
        const service = serviceOf(page);
        return service === undefined ? [] : [[`${page.orgId} ${service}`, { org_id: page.orgId, service }] as const];
      }),
    );
    if (wanted.size === 0) return new Map();
    // The limit stands in the text because the planner takes a parameter there for a tenth of the table.
    const rows = await tx.query<Row>(
      `select w.org_id, w.service, beyond.created_at, beyond.id
         from jsonb_to_recordset($1::jsonb) as w(org_id uuid, service text)
        cross join lateral (
          select c.created_at, c.id from cases c
           where c.org_id = w.org_id and c.services[1] = w.service and c.closed_at is null and not c.is_shadow
           order by c.created_at, c.id
          offset ${Math.trunc(limit)} limit 1) beyond`,
      [JSON.stringify([...wanted.values()])],
    );
    return new Map(rows.map((row) => [`${row.org_id} ${row.service}`, row]));
  }
}

function serviceOf({ services, onCall }: Page): string | undefined {
  return onCall.isShadow ? undefined : services[0];
}

function isBefore(page: Page, { created_at: at, id }: Row): boolean {
  const order = Temporal.Instant.compare(page.createdAt, at);
  return order < 0 || (order === 0 && page.id < id);
}

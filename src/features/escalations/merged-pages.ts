import { Injectable } from '@nestjs/common';
import type { CaseId, OrgId, UserId } from '../../kernel/index.js';
import { TenantConfig } from '../../platform/config/index.js';
import type { Tx } from '../../platform/database/index.js';
import { roleOf } from '../cases/index.js';
import { acknowledged, PageChanges, PagesService, type Page } from '../pages/index.js';
import { EscalationsRepository } from './escalations.repository.js';
import { engineOf } from './policy-end.js';

interface Leader {
  readonly org_id: OrgId;
  readonly case_id: CaseId;
  readonly leader_id: CaseId;
  readonly status: string;
  readonly assignee_id: UserId | null;
}

/** Pages that are merged into another one do what it does: acknowledged and resolved with it. */
@Injectable()
export class MergedPages {
  constructor(
    private readonly config: TenantConfig,
    private readonly pages: PagesService,
    private readonly changes: PageChanges,
    private readonly escalations: EscalationsRepository,
  ) {}

  /** For merged pages that the caller has locked. What they follow is not locked: it sets their timers when it changes. */
  async follow(tx: Tx, pages: readonly Page[], now: Temporal.Instant): Promise<void> {
    if (pages.length === 0) return;
    await this.escalations.endTimers(tx, pages);
    const leaders = await this.leaders(tx, pages);
    for (const page of pages) {
      const leader = leaders.get(`${page.orgId} ${page.id}`);
      if (leader !== undefined) await this.followOne(tx, page, leader, now);
    }
  }

  private async followOne(tx: Tx, page: Page, leader: Leader, now: Temporal.Instant): Promise<void> {
    const { workflow } = this.config;
    const why = { reason: 'merged', into: leader.leader_id };
    switch (roleOf(workflow, leader.status)) {
      case 'start':
        return;
      case 'middle':
        if (roleOf(workflow, page.status) === 'start' && leader.assignee_id !== null) {
          await this.acknowledge(tx, page, leader.assignee_id, now, why);
        }
        return;
      case 'final':
        await this.pages.resolveLocked(tx, engineOf(page), page, now, why);
    }
  }

  private async acknowledge(tx: Tx, before: Page, by: UserId, now: Temporal.Instant, why: object): Promise<void> {
    const after = acknowledged(before, by, now, this.config.workflow);
    await this.changes.apply(tx, [
      { before, after, actor: engineOf(before), type: 'page.acknowledged', data: { ...why, user_id: by } },
    ]);
  }

  /** What the pages follow, by organization and page; by escalations_pk and cases_pk. */
  private async leaders(tx: Tx, pages: readonly Page[]): Promise<ReadonlyMap<string, Leader>> {
    const rows = await tx.query<Leader>(
      `select e.org_id, e.case_id, c.id as leader_id, c.status, c.assignee_id
         from jsonb_to_recordset($1::jsonb) as p(org_id uuid, case_id uuid)
         join escalations e on e.org_id = p.org_id and e.case_id = p.case_id and e.held_by = 'merged'
         join cases c on c.org_id = e.org_id and c.id = e.held_for`,
      [JSON.stringify(pages.map((page) => ({ org_id: page.orgId, case_id: page.id })))],
    );
    return new Map(rows.map((row) => [`${row.org_id} ${row.case_id}`, row]));
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { monotonicMs, type OrgId } from '../../kernel/index.js';
import { EngineUnitOfWork, GroupCommit, type Outcome } from '../../platform/database/index.js';
import { QueryError, type QueryDocument } from '../../platform/query/index.js';
import { CaseMaintenance, documentOfCase, type CaseFacts } from '../cases/index.js';
import { documentOfPage, type NewPageFacts } from './page-document.js';
import { WindowQueries } from './window-queries.js';

/** The window that a new page or case falls into. */
export interface MatchingWindow {
  readonly id: string;
  readonly endsAt: Temporal.Instant;
}

interface WindowInForce extends MatchingWindow {
  readonly query: string;
}

/** Those of one organization at one moment, the one that ends last first. */
interface InForce {
  readonly at: Temporal.Instant;
  readonly windows: readonly WindowInForce[];
}

interface Row {
  readonly org_id: OrgId;
  readonly at: Temporal.Instant;
  readonly windows: readonly { readonly id: string; readonly query: string; readonly ends_at: string }[] | null;
}

const MAX_BATCH = 500;
/**
 * Spent on the windows of one page or case, in the process that serves every organization. A thousand of the usual kind
 * take a few; those beyond hold nothing, for a page that escalates in vain is better than one that nobody sees.
 */
const LONGEST_MS = 100;

/**
 * Which window a new page or case falls into. Organizations that ask at the same time are looked up in one statement,
 * and nothing is cached: a window counts from the commit of its request on. What matches is decided in memory.
 */
@Injectable()
export class MaintenanceWindows implements CaseMaintenance {
  private readonly logger = new Logger(MaintenanceWindows.name);
  private readonly batch = new GroupCommit<OrgId, InForce>((orgIds) => this.lookUp(orgIds), MAX_BATCH);

  constructor(
    private readonly engine: EngineUnitOfWork,
    private readonly queries: WindowQueries,
  ) {}

  /**
   * The windows in force at the database's time, to be asked about facts once these are known: the look-up may run beside
   * others of the create path.
   */
  async inForce(orgId: OrgId): Promise<WindowsInForce> {
    const { at, windows } = await this.batch.submit(orgId);
    return {
      matching: (facts) => this.first(windows, documentOfPage(facts), at),
      matchingCase: (facts) => this.first(windows, documentOfCase(facts), at),
    };
  }

  /** The window in force that the page falls into, of several the one that ends last; undefined for none. */
  async matching(orgId: OrgId, facts: NewPageFacts): Promise<MatchingWindow | undefined> {
    return (await this.inForce(orgId)).matching(facts);
  }

  private first(
    windows: readonly WindowInForce[],
    document: QueryDocument,
    at: Temporal.Instant,
  ): MatchingWindow | undefined {
    const until = monotonicMs() + LONGEST_MS;
    for (const [index, { id, query, endsAt }] of windows.entries()) {
      if (this.matches(id, query, document, at)) return { id, endsAt };
      if (index + 1 < windows.length && monotonicMs() > until) {
        const rest = windows.length - index - 1;
        this.logger.error({ msg: `asking windows took too long; ${rest} hold nothing for this page`, windowId: id });
        return undefined;
      }
    }
    return undefined;
  }

  /** A query that another release accepted must not keep a page from being created: it holds nothing. */
  private matches(id: string, query: string, document: QueryDocument, at: Temporal.Instant): boolean {
    try {
      return this.queries.predicate(query, at)(document);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      this.logger.error({ err: error, msg: `the query of maintenance window ${id} cannot be read; it holds nothing` });
      return false;
    }
  }

  /** By maintenance_windows_by_end: of an organization, what is not over yet. */
  private async lookUp(orgIds: readonly OrgId[]): Promise<readonly Outcome<InForce>[]> {
    const rows = await this.engine.statement<Row>(
      `with clock as materialized (select clock_timestamp() as at)
       select o.org_id, clock.at,
              (select jsonb_agg(jsonb_build_object('id', w.id, 'query', w.query, 'ends_at', w.ends_at)
                                order by w.ends_at desc, w.id)
                 from maintenance_windows w
                where w.org_id = o.org_id and w.ends_at > clock.at and w.starts_at <= clock.at) as windows
         from unnest($1::uuid[]) as o(org_id), clock`,
      [[...new Set(orgIds)]],
    );
    const found = new Map(rows.map((row) => [row.org_id, inForceOf(row)]));
    return orgIds.map((orgId) => {
      const result = found.get(orgId);
      return result === undefined
        ? { ok: false, error: new Error('an organization was not answered') }
        : { ok: true, result };
    });
  }
}

/** What is in force at one moment. Of several that match, the one that ends last. */
export interface WindowsInForce {
  matching(facts: NewPageFacts): MatchingWindow | undefined;
  matchingCase(facts: CaseFacts): MatchingWindow | undefined;
}

function inForceOf({ at, windows }: Row): InForce {
  return {
    at,
    windows: (windows ?? []).map(({ id, query, ends_at: endsAt }) => ({
      id,
      query,
      endsAt: Temporal.Instant.from(endsAt),
    })),
  };
}

import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { errorResponse } from '../../platform/http/index.js';
import { BulkRequests, type BulkClaim } from './bulk-requests.js';
import type { BulkResult } from './bulk-result.js';
import { nameOf, PagesRepository, type PageReference } from './pages.repository.js';
import { PagesService } from './pages.service.js';

/** One verb for many pages. */
export interface BulkRequest {
  readonly references: readonly PageReference[];
  readonly verb: BulkVerb;
}

export type BulkVerb =
  { readonly action: 'acknowledge' | 'resolve' } | { readonly action: 'note'; readonly message: string };

/** Each note is a transaction of its own; so many run beside each other, fewer than the pool has connections. */
const NOTES_AT_ONCE = 4;

@Injectable()
export class BulkPages {
  private readonly logger = new Logger(BulkPages.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: PagesRepository,
    private readonly pages: PagesService,
    private readonly requests: BulkRequests,
  ) {}

  /**
   * Does the verb to each page, whatever becomes of the others, and answers in the order of the request. A page that is
   * named twice, also by id and by key, is done once. Under an idempotency key, what was done is not done again: only
   * pages for which the server could not answer are tried once more.
   */
  async run(actor: Actor, request: BulkRequest, idempotencyKey?: string): Promise<readonly BulkResult[]> {
    if (idempotencyKey === undefined) return this.carryOut(actor, request, []);
    const claim: BulkClaim = { orgId: actor.orgId, key: idempotencyKey, meaning: [request.verb, request.references] };
    const known = await this.requests.claim(claim);
    if (known.length > 0 && known.every((result) => result.status < 500)) return known;
    try {
      const results = await this.carryOut(actor, request, known);
      await this.requests.finish(claim, results);
      return results;
    } catch (error) {
      await this.requests.release(claim);
      throw error;
    }
  }

  private async carryOut(actor: Actor, request: BulkRequest, known: readonly BulkResult[]): Promise<BulkResult[]> {
    const names = await this.namesOf(actor, request.references);
    const wanted = new Map<string, PageReference>();
    for (const [index, reference] of request.references.entries()) {
      const done = known[index];
      if (done === undefined || done.status >= 500) wanted.set(names[index] ?? reference, reference);
    }
    const outcomes = await this.doAll(actor, request.verb, [...wanted.values()]);
    const byName = new Map([...wanted.keys()].map((name, index) => [name, outcomes[index]]));
    return request.references.map((reference, index) => {
      const outcome = byName.get(names[index] ?? reference) ?? known[index];
      if (outcome === undefined) throw new Error('a page of a bulk request was not answered');
      return { ...outcome, reference };
    });
  }

  /** What two references to the same page have in common: its id, or what is as good for a page that is unknown. */
  private namesOf(actor: Actor, references: readonly PageReference[]): Promise<string[]> {
    return this.unitOfWork.read(actor.orgId, async (tx) => {
      const ids = await this.repository.findIds(tx, actor.orgId, references);
      return references.map((reference) => ids.get(nameOf(reference) ?? '') ?? reference);
    });
  }

  private async doAll(actor: Actor, verb: BulkVerb, references: readonly PageReference[]): Promise<BulkResult[]> {
    // Acknowledging and resolving come together in PageChanges, however many arrive at once.
    const atOnce = verb.action === 'note' ? NOTES_AT_ONCE : references.length;
    const results: BulkResult[] = [];
    for (let start = 0; start < references.length; start += atOnce) {
      const some = references.slice(start, start + atOnce);
      results.push(...(await Promise.all(some.map((reference) => this.doOne(actor, verb, reference)))));
    }
    return results;
  }

  private async doOne(actor: Actor, verb: BulkVerb, reference: PageReference): Promise<BulkResult> {
    try {
      if (verb.action === 'note') await this.pages.note(actor, reference, verb.message);
      else await this.pages[verb.action](actor, reference);
      return { reference, status: verb.action === 'note' ? 201 : 202 };
    } catch (error) {
      const { status, errors } = errorResponse(error);
      if (status === 500)
        this.logger.error({ err: error, reqId: actor.requestId, msg: 'a page of a bulk request failed' });
      return { reference, status, errors };
    }
  }
}

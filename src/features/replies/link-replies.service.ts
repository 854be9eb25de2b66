import { Injectable } from '@nestjs/common';
import { Addresses } from '../../capabilities/messaging/index.js';
import { Clock, NotFoundError, type Actor } from '../../kernel/index.js';
import { TenantConfig, type Workflow } from '../../platform/config/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { claimsOf, type ReplyClaims } from '../notifications/index.js';
import { PagesRepository, type Page } from '../pages/index.js';
import { AnsweredPages } from './answered-pages.service.js';
import { asking, saying } from './link-page.js';

/** An answer for a browser. */
export interface LinkAnswer {
  readonly status: number;
  readonly html: string;
}

interface Usable {
  readonly claims: ReplyClaims;
  readonly actor: Actor;
  readonly page: Page;
}

const UNKNOWN: LinkAnswer = {
  status: 404,
  html: saying(
    'Link not valid',
    'This link is not one of ours, or it was cut off. Open the page in the on-call system.',
  ),
};
const EXPIRED: LinkAnswer = {
  status: 410,
  html: saying('Link expired', 'This link is too old to act. Open the page in the on-call system.'),
};
const REFUSED: LinkAnswer = {
  status: 403,
  html: saying(
    'Not allowed',
    'This link does not act any more: you may not respond to pages, or its address is not yours.',
  ),
};

/** Links in e-mails. Looking changes nothing, because software that checks mail looks at every link. */
@Injectable()
export class LinkReplies {
  constructor(
    private readonly config: TenantConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pages: PagesRepository,
    private readonly addresses: Addresses,
    private readonly answered: AnsweredPages,
  ) {}

  /** The page with its button, or why there is none. */
  async show(token: string, requestId: string): Promise<LinkAnswer> {
    const link = await this.open(token, requestId);
    if ('html' in link) return link;
    const { page, claims } = link;
    const settled = settledWords(page, claims, this.config.workflow);
    if (settled !== undefined) return { status: 200, html: saying(page.key, settled) };
    const verb = claims.action === 'acknowledge' ? 'Acknowledge' : 'Resolve';
    const facts = `${page.onCall.urgency} urgency, ${page.status.toLowerCase()}`;
    return { status: 200, html: asking({ key: page.key, title: page.title, facts, button: `${verb} ${page.key}` }) };
  }

  /** Does what the link is for. Doing it again says the same. */
  async act(token: string, requestId: string): Promise<LinkAnswer> {
    const link = await this.open(token, requestId);
    if ('html' in link) return link;
    const { page, claims, actor } = link;
    const settled = settledWords(page, claims, this.config.workflow);
    if (settled !== undefined) return { status: 200, html: saying(page.key, settled) };
    const { outcome } = await this.answered.answer(actor, claims.caseId, claims.action);
    if (outcome === 'gone') return UNKNOWN;
    const done = claims.action === 'acknowledge' ? 'acknowledged' : 'resolved';
    const sentence = outcome === 'done' ? `The page is ${done}.` : 'The page was resolved meanwhile.';
    return { status: 200, html: saying(page.key, sentence) };
  }

  private async open(token: string, requestId: string): Promise<Usable | LinkAnswer> {
    const claims = claimsOf(this.config.keyHashingSecret, token);
    if (claims === undefined) return UNKNOWN;
    const found = await this.unitOfWork.read(claims.orgId, async (tx, now) => ({
      isExpired: Temporal.Instant.compare(claims.expiresAt, now) <= 0,
      page: await this.pages.get(tx, claims.orgId, claims.caseId).catch(undefinedWhenMissing),
    }));
    if (found.isExpired) return EXPIRED;
    if (found.page === undefined) return UNKNOWN;
    const actor = (await this.isStillTheirs(claims))
      ? await this.answered.actor({ ...claims, requestId, via: 'link' })
      : undefined;
    return actor === undefined ? REFUSED : { claims, actor, page: found.page };
  }

  private async isStillTheirs({ orgId, userId, channelId }: ReplyClaims): Promise<boolean> {
    if (channelId === undefined) return (await this.addresses.findAccountEmail(orgId, userId)) !== undefined;
    return (await this.addresses.find({ orgId, userId, channelId }))?.isActive === true;
  }
}

/** What is said instead of the button: there is nothing left to do for this link. */
function settledWords(page: Page, { action, userId }: ReplyClaims, workflow: Workflow): string | undefined {
  if (page.status === workflow.final) return 'This page is resolved. There is nothing to do.';
  if (action === 'resolve' || page.status === workflow.start) return undefined;
  return page.assigneeId === userId ? 'You have acknowledged this page.' : undefined;
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}

import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { UserDirectory } from '../../capabilities/users/index.js';
import type { Actor, UserId } from '../../kernel/index.js';
import type { Happening } from './escalation.js';
import type { PagePlanAnswer } from './page-plan.dto.js';
import type { PagePlan } from './page-plan.reader.js';
import { describe, holdFacts } from './telling.js';

type Message = PagePlanAnswer['data']['attributes']['pending'][number];
type NameOf = (userId: UserId) => string | undefined;

/** Plans as the API shows them. Names are looked up on read, for roles that may see them, and the reading is audited. */
@Injectable()
export class PagePlanPresenter {
  constructor(
    private readonly directory: UserDirectory,
    private readonly audit: Audit,
  ) {}

  async answer(actor: Actor, plan: PagePlan): Promise<PagePlanAnswer> {
    const { page, escalation, now, pending, foreseen } = plan;
    const nameOf = await this.names(actor, plan);
    const { isShadow } = page.onCall;
    const message = (userId: UserId, channel: string, at: Temporal.Instant, reason: string | null = null) =>
      messageOf({ userId, channel, at, reason, isShadow }, nameOf(userId), now);
    return {
      data: {
        id: page.id,
        type: 'page_plans',
        attributes: {
          status: page.status,
          as_of: now.toString(),
          ...(escalation.hold === undefined ? {} : { hold: holdFacts(escalation.hold) }),
          pending: pending.map(({ userId, channel, at, reason }) => message(userId, channel, at, reason)),
          upcoming: foreseen.flatMap(({ at, happenings }) =>
            happenings.map((happening) => ({
              at: at.toString(),
              ...describe(happening),
              messages: chosenOf(happening).flatMap((userId) =>
                (plan.rules.get(userId) ?? []).map(({ channel, delayMinutes: minutes }) =>
                  message(userId, channel, at.add({ minutes })),
                ),
              ),
            })),
          ),
        },
      },
    };
  }

  /** No names for roles that may not read users. */
  private async names(actor: Actor, { page, pending, foreseen }: PagePlan): Promise<NameOf> {
    const chosen = foreseen.flatMap(({ happenings }) => happenings.flatMap(chosenOf));
    const people = [...new Set([...pending.map((each) => each.userId), ...chosen])];
    if (people.length === 0 || !actor.permissions.has('users_read')) return () => undefined;
    const [names] = await Promise.all([
      this.directory.find(actor.orgId, people),
      this.audit.recordRead(actor, 'page', [page.id], people),
    ]);
    return (userId) => names.get(userId)?.name;
  }
}

function chosenOf(happening: Happening): UserId[] {
  return happening.kind === 'stepped' ? happening.chosen.map((each) => each.userId) : [];
}

interface Planned {
  readonly userId: UserId;
  readonly channel: string;
  readonly at: Temporal.Instant;
  readonly reason: string | null;
  readonly isShadow: boolean;
}

function messageOf(
  { userId, channel, at, reason, isShadow }: Planned,
  name: string | undefined,
  now: Temporal.Instant,
): Message {
  const because = reason === null ? '' : `; ${reason}`;
  const who = name === undefined || name === '' ? 'a responder' : name;
  return {
    user_id: userId,
    ...(name === undefined ? {} : { name }),
    channel,
    at: at.toString(),
    text: isShadow
      ? `would notify ${who} by ${channel} ${inWords(now.until(at))}; the page is a shadow: nothing is sent`
      : `will notify ${who} by ${channel} ${inWords(now.until(at))} unless acknowledged${because}`,
  };
}

/** `now`, `in 40 s`, `in 4 min`, `in 2 h 5 min`, `in 3 d 1 h`. */
export function inWords(wait: Temporal.Duration): string {
  const seconds = Math.round(wait.total('seconds'));
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `in ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `in ${hours} h` : `in ${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `in ${hours / 24} d` : `in ${Math.floor(hours / 24)} d ${hours % 24} h`;
}

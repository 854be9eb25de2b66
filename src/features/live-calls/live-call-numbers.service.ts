import { Injectable } from '@nestjs/common';
import { Audit } from '../../capabilities/audit/index.js';
import { ConflictError, newId, type Actor } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { auditFacts, NUMBERS_MAX, type LiveCallNumber, type NumberDraft } from './live-call-number.js';
import { LiveCallNumbersRepository } from './live-call-numbers.repository.js';

const RESOURCE = 'live_call_number';

/** The numbers on which teams are called. A call that is under way keeps the settings that it came in with. */
@Injectable()
export class LiveCallNumbersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly numbers: LiveCallNumbersRepository,
    private readonly audit: Audit,
  ) {}

  list(actor: Actor): Promise<LiveCallNumber[]> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.numbers.list(tx, actor.orgId));
  }

  get(actor: Actor, id: string): Promise<LiveCallNumber> {
    return this.unitOfWork.read(actor.orgId, (tx) => this.numbers.get(tx, actor.orgId, id));
  }

  /** Throws `ConflictError` for a number that somebody has, and beyond 500 numbers. */
  create(actor: Actor, draft: NumberDraft): Promise<LiveCallNumber> {
    const number = { id: newId(), ...draft };
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      if ((await this.numbers.countLocked(tx, actor.orgId)) >= NUMBERS_MAX) {
        throw new ConflictError(`An organization may have at most ${NUMBERS_MAX} numbers.`, 'too_many_numbers');
      }
      await this.numbers.insert(tx, actor.orgId, number);
      await this.audit.record(tx, actor, { ...entry('created', number.id), after: auditFacts(number) });
      return number;
    });
  }

  /** Changes what the draft names. */
  update(actor: Actor, id: string, draft: Partial<NumberDraft>): Promise<LiveCallNumber> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.numbers.lock(tx, actor.orgId, id);
      const after = { ...before, ...draft };
      const changed = (Object.keys(draft) as (keyof NumberDraft)[]).filter((each) => before[each] !== after[each]);
      if (changed.length === 0) return before;
      await this.numbers.update(tx, actor.orgId, after);
      await this.audit.record(tx, actor, {
        ...entry('updated', id),
        before: auditFacts(before),
        after: { ...auditFacts(after), ...(changed.includes('greeting') ? { changed: ['greeting'] } : {}) },
      });
      return after;
    });
  }

  remove(actor: Actor, id: string): Promise<void> {
    return this.unitOfWork.run(actor.orgId, async (tx) => {
      const before = await this.numbers.lock(tx, actor.orgId, id);
      await this.numbers.remove(tx, actor.orgId, id);
      await this.audit.record(tx, actor, { ...entry('deleted', id), before: auditFacts(before) });
    });
  }
}

function entry(verb: string, id: string) {
  return { action: `${RESOURCE}.${verb}`, resourceType: RESOURCE, resourceId: id };
}

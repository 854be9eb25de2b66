import { Injectable } from '@nestjs/common';
import { invalidParameter, type Actor, type ScheduleId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import { NotificationRulesReader, type Readiness } from '../notification-rules/index.js';
import { coverageOf, type Coverage } from './coverage.js';
import { layersBetween, shiftsBetween, type LayerView, type Shift } from './on-call.js';
import type { Span } from './schedule-override.js';
import { SchedulesReader } from './schedules.reader.js';
import { SchedulesRepository } from './schedules.repository.js';

const COVERAGE_DAYS = 30;
/** Of one answer: two a day in ten layers over the longest span, and every hour of it in one. */
const MOST_SHIFTS = 2_500;

export interface ZonedShifts<T> {
  readonly shifts: readonly T[];
  readonly timeZone: string;
}

/** What people look at of a schedule: its shifts, and where it leaves nobody on call. */
@Injectable()
export class ScheduleViewsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly schedules: SchedulesRepository,
    private readonly reader: SchedulesReader,
    private readonly rules: NotificationRulesReader,
  ) {}

  /**
   * The final schedule.
   * @param spanAt the span to look at, given the time
   * @throws InvalidError when there are more shifts than one answer holds
   */
  final(actor: Actor, id: ScheduleId, spanAt: (now: Temporal.Instant) => Span): Promise<ZonedShifts<Shift>> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const span = spanAt(now);
      const schedule = await this.reader.staffedWithin(tx, actor.orgId, id, span);
      const shifts = shiftsBetween(schedule, span);
      requireFew(shifts.length);
      return { shifts, timeZone: schedule.timeZone };
    });
  }

  /** Each layer alone. As `final`. */
  layers(actor: Actor, id: ScheduleId, spanAt: (now: Temporal.Instant) => Span): Promise<ZonedShifts<LayerView>> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const span = spanAt(now);
      const schedule = await this.reader.staffedWithin(tx, actor.orgId, id, span);
      const shifts = layersBetween(schedule, span);
      requireFew(shifts.reduce((sum, layer) => sum + layer.shifts.length, 0));
      return { shifts, timeZone: schedule.timeZone };
    });
  }

  /** Of the next 30 days, with whether those who are on call in them can be reached. */
  coverage(
    actor: Actor,
    id: ScheduleId,
  ): Promise<{
    readonly coverage: Coverage;
    readonly readiness: readonly Readiness[];
    readonly timeZone: string;
  }> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const span = { start: now, end: now.add({ hours: COVERAGE_DAYS * 24 }) };
      const definition = await this.schedules.get(tx, actor.orgId, id);
      const schedule = await this.reader.staffedWithin(tx, actor.orgId, id, span);
      const coverage = coverageOf(definition, schedule, span);
      const people = coverage.people.map((person) => person.userId);
      const readiness = await this.rules.readiness(tx, actor.orgId, people);
      return { coverage, readiness, timeZone: definition.timeZone };
    });
  }
}

function requireFew(count: number): void {
  if (count > MOST_SHIFTS) {
    throw invalidParameter('filter[end]', `must leave at most ${MOST_SHIFTS} shifts in the span; it has ${count}`);
  }
}

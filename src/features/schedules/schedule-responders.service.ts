import { Injectable } from '@nestjs/common';
import type { Actor, ScheduleId } from '../../kernel/index.js';
import { UnitOfWork } from '../../platform/database/index.js';
import type { Shift } from './on-call.js';
import { POSITIONS, shiftAt, type SchedulePosition } from './shift-positions.js';
import type { OnCallAt } from './schedule-responders.document.js';
import { SchedulesReader } from './schedules.reader.js';
import { SchedulesRepository } from './schedules.repository.js';

/** Who is on call, for people who ask. */
@Injectable()
export class ScheduleRespondersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly schedules: SchedulesRepository,
    private readonly reader: SchedulesReader,
  ) {}

  /** @param moment now when undefined */
  at(
    actor: Actor,
    id: ScheduleId,
    positions: readonly SchedulePosition[],
    moment: Temporal.Instant | undefined,
  ): Promise<OnCallAt> {
    return this.unitOfWork.read(actor.orgId, async (tx, now) => {
      const at = moment ?? now;
      const schedule = await this.schedules.get(tx, actor.orgId, id);
      const staffed = await this.reader.staffed(tx, actor.orgId, id, at);
      const shifts = POSITIONS.filter((position) => positions.includes(position)).flatMap(
        (position): [SchedulePosition, Shift][] => {
          const shift = shiftAt(staffed, position, at);
          return shift === undefined ? [] : [[position, shift]];
        },
      );
      return { schedule, at, shifts: new Map(shifts) };
    });
  }
}

export type { Shift } from './on-call.js';
export { HandOffWorkerModule, SchedulesApiModule, SchedulesModule } from './schedules.module.js';
export {
  onCallKey,
  SchedulesReader,
  type NamedSchedule,
  type OnCallFact,
  type WantedOnCall,
} from './schedules.reader.js';
export type { SchedulePosition } from './shift-positions.js';
export { isOpen, nextOpening, type TimeRestrictions } from './time-restrictions.js';
export { WEEKDAYS, type TimeRestriction, type Weekday } from './weekly-span.js';

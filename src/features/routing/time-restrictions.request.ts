import { invalidField } from '../../kernel/index.js';
import { NestedList, OneOf, Text, TimeZoneField } from '../../platform/http/index.js';
import { WEEKDAYS, type TimeRestriction, type Weekday } from '../schedules/index.js';
import type { WrittenRestrictions } from './routing-rule.js';

const TIME = {
  max: 8,
  pattern: /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/,
  patternRule: 'must be a time of day from 00:00:00 to 23:59:59',
};
const MAX_SPANS = 50;

/** One weekly span from a day and time to another; Friday 17:00 to Monday 09:00 goes over the weekend. */
class WeeklySpanInput {
  @OneOf(WEEKDAYS)
  start_day: Weekday;
  @Text({ ...TIME, example: '09:00:00' })
  start_time: string;
  @OneOf(WEEKDAYS)
  end_day: Weekday;
  @Text({ ...TIME, example: '17:00:00' })
  end_time: string;
}

const ZONE = 'An empty text is UTC.';

export class TimeRestrictionsInput {
  @TimeZoneField({ mayBeEmpty: true, description: ZONE })
  time_zone: string;
  @NestedList(() => WeeklySpanInput, { max: MAX_SPANS, description: 'None: always open.' })
  restrictions: WeeklySpanInput[];
}

export class SupportHoursInput {
  @TimeZoneField({ mayBeEmpty: true, description: ZONE })
  time_zone: string;
  @NestedList(() => WeeklySpanInput, { optional: true, max: MAX_SPANS, description: 'None: always open.' })
  restrictions?: WeeklySpanInput[];
}

/** @throws InvalidError that points below `pointer` */
export function restrictionsOf(input: SupportHoursInput, pointer: string): WrittenRestrictions {
  const restrictions = (input.restrictions ?? []).map((span, index) =>
    restrictionOf(span, `${pointer}/restrictions/${index}`),
  );
  if (input.time_zone === '') return { timeZone: 'UTC', zoneIsUnstated: true, restrictions };
  return { timeZone: input.time_zone, restrictions };
}

function restrictionOf(span: WeeklySpanInput, pointer: string): TimeRestriction {
  const { start_day: startDay, end_day: endDay } = span;
  const [startTime, endTime] = [withSeconds(span.start_time), withSeconds(span.end_time)];
  if (startDay === endDay && startTime === endTime) {
    throw invalidField(pointer, 'must end at another time of the week than it starts');
  }
  return { startDay, startTime, endDay, endTime };
}

function withSeconds(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}

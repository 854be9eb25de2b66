import type { ScheduleDefinition } from '../src/features/schedules/schedule-definition.ts';
import type { StaffedSchedule } from '../src/features/schedules/on-call.ts';
import { ensureBuilt } from '../src/launcher/build.ts';

type Calculator = typeof import('../src/features/schedules/on-call.ts');
type Layer = ScheduleDefinition['layers'][number];

const ROOT = new URL('../', import.meta.url).pathname;
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca'];
const NOW = Temporal.Instant.from('2026-11-24T10:00:00Z');
const SCHEDULES = 10_000;
const MONTHS = 50;

export interface ScheduleFigures {
  /** Who is on call now in 10,000 schedules of 3 layers, in seconds. */
  readonly onCallSeconds: number;
  /** A month of one schedule of 10 layers of daily rotation, in milliseconds: none of them restricted, and each. */
  readonly monthMs: number;
  readonly restrictedMonthMs: number;
}

/** Times the built calculator on this core; needs no product. */
export async function measureSchedules(): Promise<ScheduleFigures> {
  await ensureBuilt(ROOT, () => undefined, new AbortController().signal);
  const calculator = (await import(new URL('dist/features/schedules/on-call.js', `file://${ROOT}`).href)) as Calculator;
  return {
    onCallSeconds: onCallNow(calculator),
    monthMs: month(calculator, schedule(0, 10, [])),
    restrictedMonthMs: month(calculator, schedule(0, 10, WORKING_HOURS)),
  };
}

function onCallNow({ onCallAt }: Calculator): number {
  const schedules = Array.from({ length: SCHEDULES }, (_, index) => schedule(index, 3, WORKING_HOURS));
  const begun = performance.now();
  const found = schedules.filter((each) => onCallAt(each, NOW) !== undefined).length;
  const seconds = (performance.now() - begun) / 1000;
  if (found < SCHEDULES) throw new Error(`nobody on call in ${SCHEDULES - found} schedules`);
  return seconds;
}

function month({ shiftsBetween }: Calculator, each: StaffedSchedule): number {
  const within = { start: NOW, end: NOW.add({ hours: 31 * 24 }) };
  const begun = performance.now();
  for (let round = 0; round < MONTHS; round += 1) {
    if (shiftsBetween(each, within).length < 31) throw new Error('a month has a shift a day at least');
  }
  return (performance.now() - begun) / MONTHS;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
const WORKING_HOURS = WEEKDAYS.map((day) => ({
  startDay: day,
  startTime: '09:00:00',
  endDay: day,
  endTime: '17:00:00',
}));

/** All layers but the last have the restrictions, each in another zone. */
function schedule(index: number, layers: number, restrictions: Layer['restrictions']): StaffedSchedule {
  const zone = (offset: number) => ZONES[(index + offset) % ZONES.length] ?? 'UTC';
  return {
    timeZone: zone(0),
    overrides: [],
    layers: Array.from({ length: layers }, (_, position) => ({
      id: `${index} ${position}`,
      name: 'Layer',
      effectiveDate: Temporal.Instant.from('2024-01-01T00:00:00Z'),
      rotationStart: Temporal.Instant.from('2024-01-01T08:00:00Z'),
      interval: { days: 1, seconds: 0 },
      timeZone: zone(position),
      members: ['ann', 'ben', 'cat', 'dan', 'eve'] as unknown as Layer['members'],
      restrictions: position === layers - 1 ? [] : restrictions,
      turnOffset: 0,
    })),
  };
}

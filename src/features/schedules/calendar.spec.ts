import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { ScheduleId, UserId } from '../../kernel/index.js';
import { calendarText, calendarUid, type CalendarEntry } from './calendar.js';

const STAMP = Temporal.Instant.from('2026-11-24T10:00:00.5Z');

function entry(changes: Partial<CalendarEntry['shift']> = {}, summary = 'Ann: Payments'): CalendarEntry {
  return {
    schedule: { id: 'schedule' as ScheduleId, name: 'Payments', timeZone: 'Europe/Berlin' },
    summary,
    shift: {
      userId: 'ann' as UserId,
      layerId: 'layer',
      turn: 1,
      start: Temporal.Instant.from('2026-03-28T08:00:00Z'),
      end: Temporal.Instant.from('2026-03-29T07:00:00Z'),
      ...changes,
    },
  };
}

/** As a calendar program reads it. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents('vevent');
  return { calendar, events: events.map((each) => new ICAL.Event(each)), components: events };
}

describe('calendarText', () => {
  it('is a calendar that programs read, with the same moments', () => {
    const { calendar, events, components } = read(calendarText('Payments', [entry()], STAMP));
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('prodid')).toBe('-//case-management//on-call//EN');
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('Payments');
    const [event] = events;
    expect(event?.summary).toBe('Ann: Payments');
    expect(event?.startDate.toJSDate().toISOString()).toBe('2026-03-28T08:00:00.000Z');
    expect(event?.endDate.toJSDate().toISOString()).toBe('2026-03-29T07:00:00.000Z');
    expect(components[0]?.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-11-24T10:00:00Z');
    expect(components[0]?.getFirstPropertyValue('transp')).toBe('TRANSPARENT');
  });

  it('keeps to the lines of RFC 5545, whatever a name holds', () => {
    const name = `Ann; "the, boss"\\ é${'ü'.repeat(80)}\r\nEND:VEVENT\r\nX-EVIL:1`;
    const text = calendarText(name, [entry({}, name)], STAMP);
    expect(text.split('\r\n').every((line) => !line.includes('\n') && Buffer.byteLength(line) <= 75)).toBe(true);
    const { events, calendar } = read(text);
    expect(events).toHaveLength(1);
    expect(calendar.getFirstPropertyValue('x-evil')).toBeNull();
    expect(events[0]?.component.getFirstPropertyValue('x-evil')).toBeNull();
    expect(events[0]?.summary).toContain('Ann; "the, boss"\\ é');
  });

  it('is a calendar without events when there are none', () => {
    expect(read(calendarText('Payments', [], STAMP)).events).toEqual([]);
  });

  it('leaves out what is shorter than a second, which would end when it starts', () => {
    const end = Temporal.Instant.from('2026-03-28T08:00:00.4Z');
    expect(read(calendarText('Payments', [entry({ end })], STAMP)).events).toEqual([]);
  });
});

describe('calendarUid', () => {
  it('is the same at every reading, whenever the shift ends', () => {
    const uid = calendarUid('schedule' as ScheduleId, entry().shift);
    const longer = entry({ end: Temporal.Instant.from('2026-03-30T07:00:00Z') }).shift;
    expect(calendarUid('schedule' as ScheduleId, longer)).toBe(uid);
    expect(read(calendarText('Payments', [entry()], STAMP)).events[0]?.uid).toBe(uid);
  });

  it('is another one for another person, start, reason or schedule', () => {
    const uids = [
      calendarUid('schedule' as ScheduleId, entry().shift),
      calendarUid('other' as ScheduleId, entry().shift),
      calendarUid('schedule' as ScheduleId, entry({ userId: 'ben' as UserId }).shift),
      calendarUid('schedule' as ScheduleId, entry({ overrideId: 'override' }).shift),
      calendarUid('schedule' as ScheduleId, entry({ start: Temporal.Instant.from('2026-03-28T09:00:00Z') }).shift),
    ];
    expect(new Set(uids).size).toBe(uids.length);
  });
});

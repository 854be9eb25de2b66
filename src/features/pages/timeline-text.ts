import type { TimelineEntry } from '../cases/index.js';
import { liveCallText } from './live-call-text.js';
import { factsIn, idsIn, rowsOf, said, textIn, type Facts } from './timeline-facts.js';

/** What ids are called, for the caller: a person whom they may not see is `a responder`. */
export interface Words {
  person(id: string): string;
  schedule(id: string): string;
  team(id: string): string;
}

/** Kinds of things that entries name by id. */
export interface MentionedIds {
  readonly people: readonly string[];
  readonly schedules: readonly string[];
  readonly teams: readonly string[];
}

/** What `textOf` will ask the words for. */
export function mentionedIn(entries: readonly Pick<TimelineEntry, 'data'>[]): MentionedIds {
  const rows = entries.flatMap(({ data }) => [data, ...rowsOf(data, 'found'), ...rowsOf(data, 'skipped')]);
  const named = (key: string) => rows.flatMap((row) => textIn(row, key) ?? []);
  const listed = entries.flatMap(({ data }) => ['user_ids', 'admin_ids', 'ring'].flatMap((key) => idsIn(data, key)));
  return {
    people: [...new Set([...named('user_id'), ...listed])],
    schedules: [...new Set(named('schedule_id'))],
    teams: [...new Set(named('team_id'))],
  };
}

/** The entry in plain words, with its cause. */
export function textOf({ type, data }: Pick<TimelineEntry, 'type' | 'data'>, words: Words): string {
  const people = (key: string) => joined(idsIn(data, key).map((id) => words.person(id)));
  switch (type) {
    case 'page.triggered':
      return `Triggered with ${said(data, 'urgency')} urgency${routed(data)}${shadow(data)}${heldAtOnce(data)}`;
    case 'page.escalated':
      return `Step ${place(data)} notified ${foundIn(data, words)}${turn(data)}${skipped(data, words)}`;
    case 'page.step_empty':
      return `Step ${place(data)} notified nobody${skipped(data, words)}`;
    case 'page.cycle_waits':
      return `The policy starts over at ${said(data, 'until')}`;
    case 'page.policy_ended':
      return `The policy ended after ${said(data, 'notified')} notifications; nobody is notified any more`;
    case 'page.nobody_reached':
      return `Nobody was reached${because(data, 'cause')}; the admins are notified: ${people('admin_ids')}`;
    case 'page.held':
      return `The escalation waits ${holdWords(data)}`;
    case 'page.resumed':
      return `The escalation goes on: it waits no longer ${holdWords({ ...data, until: undefined })}`;
    case 'page.retriggered':
      return `Triggered again: acknowledged ${said(data, 'minutes')} minutes ago and not resolved`;
    case 'page.snoozed':
      return `Snoozed until ${said(data, 'until')}`;
    case 'page.reassigned':
      return `Reassigned${reassignedTo(data, words)}${routed(data)}`;
    case 'page.merged':
      return 'into' in data
        ? `Merged into page ${said(data, 'into')}`
        : `Page ${said(data, 'from')} was merged into this one`;
    case 'page.unmerged':
      return `No longer merged into page ${said(data, 'from')}`;
    case 'page.acknowledged':
      return acknowledged(data);
    case 'page.resolved':
      return 'into' in data
        ? `Resolved with page ${said(data, 'into')}`
        : `Resolved${way(data)}${because(data, 'reason')}`;
    case 'page.responders_added':
      return `Added and notified: ${people('user_ids')}`;
    case 'page.reoccurred':
      return `Happened again: ${said(data, 'occurrences')} times in all; nobody is notified again`;
    case 'page.priority_changed':
      return `Priority changed from ${said(data, 'from')} to ${said(data, 'to')}`;
    case 'page.over_limit':
      return `Bundled: ${said(data, 'service')} has more than ${said(data, 'limit')} open pages`;
    case 'page.noted':
      return 'Note';
    case 'notification.sent':
      return `Sent ${delivery(data, words)}${circumstances(data)}${because(data, 'why')}`;
    case 'notification.skipped':
    case 'notification.cancelled':
      return `Not sent ${delivery(data, words)}${because(data, 'reason')}`;
    case 'notification.failed':
      return `Not delivered ${delivery(data, words)}${because(data, 'reason')}`;
    default:
      return liveCallText(type, data, words) ?? `${type.replaceAll(/[._]/g, ' ')}${because(data, 'reason')}`;
  }
}

function foundIn(data: Facts, words: Words): string {
  const found = rowsOf(data, 'found');
  if (found.length === 0) return joined(idsIn(data, 'user_ids').map((id) => words.person(id)));
  return joined(found.map((row) => `${words.person(textIn(row, 'user_id') ?? '')}${through(row, words)}`));
}

/** ` (next on call in schedule Payments, by an override)`. */
function through(row: Facts, words: Words): string {
  const [schedule, team, position] = [textIn(row, 'schedule_id'), textIn(row, 'team_id'), textIn(row, 'position')];
  if (team !== undefined) return ` (in team ${words.team(team)})`;
  if (schedule === undefined) return '';
  const why =
    'override_id' in row ? ', by an override' : 'layer_id' in row ? `, by layer ${said(row, 'layer_id')}` : '';
  return ` (${position ?? 'current'} on call in schedule ${words.schedule(schedule)}${why})`;
}

const REASONS: Readonly<Record<string, string>> = {
  disabled: 'is disabled',
  unknown: 'is not known any more',
  nobody_on_call: 'has nobody on call',
  no_members: 'has no members',
};

function skipped(data: Facts, words: Words): string {
  const rows = rowsOf(data, 'skipped').map((row) => {
    const [person, schedule, team] = [textIn(row, 'user_id'), textIn(row, 'schedule_id'), textIn(row, 'team_id')];
    const who =
      person !== undefined
        ? words.person(person)
        : schedule !== undefined
          ? `schedule ${words.schedule(schedule)}`
          : `team ${words.team(team ?? '')}`;
    const reason = textIn(row, 'reason') ?? '';
    return `${who} ${REASONS[reason] ?? reason}`;
  });
  return rows.length === 0 ? '' : `; skipped: ${rows.join(', ')}`;
}

function turn(data: Facts): string {
  return textIn(data, 'assignment') === 'round-robin' ? `, whose turn it is among ${said(data, 'candidates')}` : '';
}

function place(data: Facts): string {
  const retry = Number(data.retry ?? 0);
  return `${said(data, 'step')}${retry > 0 ? ` of cycle ${retry + 1}` : ''}`;
}

function routed(data: Facts): string {
  const rule = factsIn(data, 'routed_by');
  if (rule === undefined) return '';
  const number = Number(rule.position ?? 0) + 1;
  const matched = { query: 'its query matched', time: 'its hours are now', fallback: 'it is the fallback' };
  const why = Object.entries(matched).find(([key]) => key === textIn(rule, 'matched'))?.[1];
  return `; routed by rule ${number}${why === undefined ? '' : `: ${why}`}`;
}

function shadow(data: Facts): string {
  return data.is_shadow === true ? '; it is a shadow: nobody is really notified' : '';
}

function heldAtOnce(data: Facts): string {
  const hold = factsIn(data, 'held');
  return hold === undefined ? '' : `; the escalation waits ${holdWords(hold)}`;
}

function holdWords(data: Facts): string {
  const until = textIn(data, 'until') === undefined ? '' : ` until ${said(data, 'until')}`;
  switch (textIn(data, 'reason')) {
    case 'support_hours':
      return `for support hours${until}`;
    case 'maintenance':
      return `for the end of maintenance window ${said(data, 'window_id')}${until}`;
    case 'snooze':
      return `for the end of a snooze${until}`;
    case 'merged':
      return `for page ${said(data, 'into')}, into which this one is merged`;
    default: {
      const threshold = factsIn(data, 'threshold');
      if (threshold === undefined) return 'for its threshold';
      return `for ${said(threshold, 'occurrences')} occurrences within ${said(threshold, 'minutes')} minutes`;
    }
  }
}

function reassignedTo(data: Facts, words: Words): string {
  const target = factsIn(data, 'target');
  if (target === undefined) return ` to policy ${said(data, 'policy_id')}`;
  return textIn(target, 'kind') === 'team' ? ` to team ${words.team(said(target, 'id'))}` : ' to a person';
}

function acknowledged(data: Facts): string {
  if ('into' in data) return `Acknowledged with page ${said(data, 'into')}`;
  return `${data.also === true ? 'Acknowledged as well' : 'Acknowledged'}${way(data)}`;
}

/** How the person answered; nothing for the API, by which other programs act. */
function way(data: Facts): string {
  switch (textIn(data, 'via')) {
    case 'inbox':
      return ' in the inbox';
    case 'link':
      return ' by the link of an e-mail';
    case 'sms':
      return ' by text message';
    case 'voice':
      return ' in a call';
    default:
      return '';
  }
}

function delivery(data: Facts, words: Words): string {
  return `to ${words.person(said(data, 'user_id'))} by ${said(data, 'channel')}`;
}

/** ` (together with other pages, 5 minutes late)`. */
function circumstances(data: Facts): string {
  const late = Number(data.delayed_seconds ?? 0);
  const all = [
    ...('bundle_id' in data ? ['together with other pages'] : []),
    ...(data.over_limit === true ? ['over the limit of its service'] : []),
    ...(late > 0 ? [`${late < 120 ? `${late} seconds` : `${Math.floor(late / 60)} minutes`} late`] : []),
  ];
  return all.length === 0 ? '' : ` (${all.join(', ')})`;
}

function because(data: Facts, key: string): string {
  return textIn(data, key) === undefined ? '' : `: ${said(data, key)}`;
}

function joined(names: readonly string[]): string {
  return names.length === 0 ? 'nobody' : names.join(', ');
}

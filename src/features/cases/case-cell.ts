import type { DirectoryUser } from '../../capabilities/users/index.js';
import type { CaseCell } from './case-timeline.dto.js';
import type { TimelineEntry } from './timeline.js';
import { labelOf } from './workflow.js';

/**
 * An entry as a cell of the public timeline. `type` is COMMENT or absent: clients mark any other value as unknown
 * (contract/NOTES.md §5), so what else happened is told by `event`, `data` and a sentence.
 */
export function cellOf(entry: TimelineEntry, person: DirectoryUser | undefined): CaseCell {
  const content = { message: entry.message ?? sentenceOf(entry) };
  return {
    id: entry.cellId,
    type: 'timeline_cell',
    attributes: {
      ...(entry.type === 'case.commented' ? { type: 'COMMENT' } : {}),
      event: entry.type,
      data: entry.data,
      ...(entry.actor.kind === 'user' ? { author: authorOf(entry.actor.id, person) } : {}),
      cell_content: content,
      content: JSON.stringify(content),
      created_at: entry.createdAt.toString(),
      ...(entry.modifiedAt === null ? {} : { modified_at: entry.modifiedAt.toString() }),
    },
  };
}

function authorOf(id: string, person: DirectoryUser | undefined) {
  const seen = person === undefined ? {} : { email: person.email, handle: person.handle, name: person.name };
  return { type: 'USER' as const, content: { ID: id, id, ...seen } };
}

/** What happened, for people; without a name, which the author has. */
export function sentenceOf({ type, data }: Pick<TimelineEntry, 'type' | 'data'>): string {
  const [field, from, to] = [textOf(data.field), textOf(data.from), textOf(data.to)];
  switch (type) {
    case 'case.created':
      return textOf(data.maintenance_window_id) === '' ? 'Case created' : 'Case created in a maintenance window';
    case 'case.status_changed':
      return `Status changed from ${labelOf(from)} to ${labelOf(to)}`;
    case 'case.updated':
      return to === '' ? `${labelOf(field)} changed` : `${labelOf(field)} changed from ${from} to ${to}`;
    default:
      return type;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import type { Actor, UserId } from '../../kernel/index.js';
import type { Workflow } from '../../platform/config/index.js';
import { roleOf } from '../cases/index.js';
import type { Page } from '../pages/index.js';
import type { InboxAnswer, InboxPageFacts, PersonReference } from './inbox.dto.js';
import type { InboxMessages } from './inbox.reader.js';
import type { Names } from './people-names.js';

/** The inbox as the API shows it. */
export function inboxAnswer(actor: Actor, messages: InboxMessages, names: Names, workflow: Workflow): InboxAnswer {
  const { items, next } = messages;
  return {
    data: items.map((message) => ({
      id: message.id,
      type: 'inbox_messages',
      attributes: {
        delivered_at: message.deliveredAt.toString(),
        cause: message.cause,
        ...(message.step > 0 ? { step: message.step } : {}),
        retry: message.retry,
        user: personReference(message.userId, names),
        page: pageFacts(message.page, names, workflow),
      },
    })),
    meta: {
      page: { size: items.length, ...(next === undefined ? {} : { cursor: next }) },
      viewer: { id: actor.userId, may_read_all: actor.permissions.has('on_call_admin') },
    },
  };
}

export function personReference(id: UserId, names: Names): PersonReference {
  const name = names.get(id);
  return { id, ...(name === undefined ? {} : { name }) };
}

/** Everyone whom the messages name. */
export function peopleIn(messages: InboxMessages): UserId[] {
  return messages.items.flatMap(({ userId, page }) =>
    page.assigneeId === undefined ? [userId] : [userId, page.assigneeId],
  );
}

function pageFacts(page: Page, names: Names, workflow: Workflow): InboxPageFacts {
  return {
    id: page.id,
    key: page.key,
    number: page.number,
    title: page.title,
    status: page.status,
    status_role: roleOf(workflow, page.status),
    urgency: page.onCall.urgency,
    services: [...page.services],
    created_at: page.createdAt.toString(),
    ...(page.assigneeId === undefined ? {} : { assignee: personReference(page.assigneeId, names) }),
    version: page.version,
  };
}

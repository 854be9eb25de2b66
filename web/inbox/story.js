import { get } from './api.js';
import { element, setText } from './dom.js';
import { timeElement } from './time.js';

/** Fills an opened story: the page's timeline, and every notification with its attempts and reasons. */
export async function showStory(details, pageId) {
  const error = details.querySelector('.story-error');
  const base = `/api/unstable/on-call/pages/${encodeURIComponent(pageId)}`;
  try {
    const [timeline, notifications] = await Promise.all([
      get(`${base}/timeline?page[size]=100&sort[order]=DESC`),
      get(`${base}/notifications?page[size]=200`),
    ]);
    const names = new Map(notifications.data.map(({ attributes: { user } }) => [user.id, user.name]));
    const nameOf = (id) => names.get(id) ?? shortId(id);
    fill(details.querySelector('.timeline'), timeline.data.map((cell) => entry(cell.attributes, nameOf)).reverse());
    fill(details.querySelector('.notifications'), notifications.data.map(notification));
    setText(error, '');
  } catch (failure) {
    setText(error, `The story could not be loaded: ${failure.message}`);
  }
}

export function personText(user) {
  return user.name || shortId(user.id);
}

function shortId(id) {
  return `user …${String(id).slice(-6)}`;
}

function fill(list, items) {
  list.replaceChildren(...(items.length > 0 ? items : [element('li', 'quiet', 'Nothing yet.')]));
}

function entry({ type, created_at: at, author, data, message }, nameOf) {
  const item = element('li', '', `${sentence(type, data, message, nameOf)} `);
  const by = author.type === 'USER' ? `by ${author.name || shortId(author.id)}, ` : '';
  const when = element('span', 'quiet', by);
  when.append(timeElement(at));
  item.append(when);
  return item;
}

/** `, delayed 5 m`: said of what came a minute late or more. */
function late({ delayed_seconds: seconds }) {
  return seconds === undefined ? '' : `, delayed ${Math.floor(seconds / 60)} m`;
}

function sentence(type, data, message, nameOf) {
  const people = (ids) => (ids ?? []).map(nameOf).join(', ') || 'nobody';
  const because = data.reason ? `: ${data.reason}` : '';
  const sent = () => `${nameOf(data.user_id)} over ${data.channel}, step ${data.step}`;
  const sentences = {
    'page.triggered': () => (data.held ? 'Triggered in a maintenance window' : 'Triggered'),
    'page.escalated': () =>
      `Step ${data.step}${data.retry > 0 ? `, cycle ${data.retry + 1}` : ''}: ${people(data.user_ids)}`,
    'page.step_empty': () => `Step ${data.step}: nobody to notify${because}`,
    'page.cycle_waits': () => `The policy starts over at ${new Date(data.until).toLocaleTimeString()}`,
    'page.policy_ended': () => 'The policy has ended',
    'page.nobody_reached': () => `Nobody was reached; admins are notified: ${people(data.admin_ids)}`,
    'page.acknowledged': () => `${data.also ? 'Acknowledged too' : 'Acknowledged'}${by(data)}`,
    'page.resolved': () => `Resolved${because}${by(data)}`,
    'page.noted': () => `Note: ${message ?? ''}`,
    'page.responders_added': () => `Added: ${people(data.user_ids)}`,
    'page.priority_changed': () => `Priority changed from ${data.from} to ${data.to}`,
    'page.over_limit': () => `Bundled: ${data.service} has more than ${data.limit} open pages`,
    'page.reoccurred': () => 'Happened again',
    'live_call.received': () =>
      data.reason
        ? `A call came in, and nobody can be rung${because}`
        : `A call came in; to be rung: ${people(data.ring)}`,
    'live_call.ringing': () => `Rings ${nameOf(data.user_id)}`,
    'live_call.not_taken': () => `${nameOf(data.user_id)} did not take the call${because}`,
    'live_call.answered': () => `${nameOf(data.user_id)} took the call`,
    'live_call.voicemail_offered': () => 'The caller may leave a message',
    'live_call.voicemail_left': () => `The caller left a message of ${data.seconds} s`,
    'live_call.ended': () => `The call has ended: ${data.outcome}`,
    'live_call.refused': () => `Another call of the same caller was refused${because}`,
    'notification.sent': () => `Sent to ${sent()}${late(data)}${data.why ? `, because ${data.why}` : ''}`,
    'notification.skipped': () => `Skipped for ${sent()}${because}`,
    'notification.failed': () => `Not delivered to ${sent()}${because}`,
    'notification.cancelled': () => `Not sent to ${sent()}${because}`,
  };
  return sentences[type]?.() ?? `${type}${message ? `: ${message}` : because}`;
}

const WAYS = { inbox: ' in the inbox', link: ' by e-mail link', sms: ' by text message', voice: ' in a call' };

/** How a person answered; nothing for the API, by which other programs act. */
function by({ via }) {
  return Object.hasOwn(WAYS, via) ? WAYS[via] : '';
}

function notification({ attributes: facts }) {
  const step =
    facts.cause === 'step' ? `step ${facts.step}` : facts.cause === 'added' ? 'added by a person' : 'as admin';
  const reason = facts.reason ? `: ${facts.reason}` : '';
  const item = element('li', '', `${personText(facts.user)}, ${step}, ${facts.channel}: ${facts.state}${reason} `);
  item.append(timeElement(facts.finished_at ?? facts.created_at));
  const attempts = element('ol', 'quiet');
  for (const each of facts.attempts) {
    const why = each.reason ? `: ${each.reason}` : '';
    const line = element('li', '', `Attempt ${each.attempt}, ${each.channel}: ${each.outcome ?? 'under way'}${why} `);
    line.append(timeElement(each.started_at));
    attempts.append(line);
  }
  if (facts.attempts.length > 0) item.append(attempts);
  return item;
}

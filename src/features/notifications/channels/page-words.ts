import {
  escapeHtml,
  gsmCut,
  gsmLength,
  GSM_MAX,
  mailDocument,
  oneLine,
} from '../../../capabilities/messaging/index.js';
import type { NotificationMessage, PageFacts } from './notification-channel.js';

const TITLE_MAX = 120;
const LISTED_MAX = 20;
const OVER_LIMIT = 'A service has more open pages than its limit, so its pages come together.';

/** A page in an e-mail, with the links that answer for it, where the installation has a public address. */
export interface LinkedPage {
  readonly page: PageFacts;
  readonly acknowledge?: string;
  readonly resolve?: string;
}

export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What is said of a message beside its pages. */
export type Circumstances = Pick<NotificationMessage, 'delayedSeconds' | 'isOverLimit'>;

/** The pages that one message tells of, with their ids. */
export function pagesOf(message: NotificationMessage): readonly (PageFacts & { readonly caseId: string })[] {
  return message.bundle?.pages ?? [{ ...message.page, caseId: message.caseId }];
}

/** An e-mail about one page, or several. */
export function mailWords(pages: readonly LinkedPage[], { delayedSeconds, isOverLimit }: Circumstances): MailWords {
  const subject = subjectOf(pages.map(({ page }) => page));
  const remarks = [
    ...(delayedSeconds === undefined ? [] : [`This message comes ${delayText(delayedSeconds)} late.`]),
    ...(isOverLimit === true ? [OVER_LIMIT] : []),
  ];
  const listed = pages.slice(0, LISTED_MAX);
  const rest = pages.length > LISTED_MAX ? [`And ${pages.length - LISTED_MAX} more.`] : [];
  const text = [...remarks, ...listed.map(textOf), ...rest].join('\n\n');
  const paragraph = (sentence: string) => `<p>${escapeHtml(sentence)}</p>`;
  const body = [...remarks.map(paragraph), ...listed.map(markupOf), ...rest.map(paragraph)].join('\n');
  return { subject, text: `${text}\n`, html: mailDocument(subject, body) };
}

function subjectOf(pages: readonly PageFacts[]): string {
  const [first, ...others] = pages;
  if (first === undefined) throw new Error('a message tells of a page');
  if (others.length === 0) return `[${first.key}] ${urgencyOf(first)} urgency: ${oneLine(first.title, TITLE_MAX)}`;
  return `${pages.length} unacknowledged pages: ${keysOf(pages, 5)}`;
}

function textOf({ page, acknowledge, resolve }: LinkedPage): string {
  return [
    `${page.key}: ${oneLine(page.title, 500)}`,
    ...factsOf(page).map(([name, value]) => `${name}: ${value}`),
    ...(acknowledge === undefined ? [] : [`Acknowledge: ${acknowledge}`]),
    ...(resolve === undefined ? [] : [`Resolve: ${resolve}`]),
  ].join('\n');
}

function markupOf({ page, acknowledge, resolve }: LinkedPage): string {
  const facts = factsOf(page).map(([name, value]) => `${escapeHtml(name)}: ${escapeHtml(value)}`);
  const buttons = [
    ...(acknowledge === undefined ? [] : [button('Acknowledge', acknowledge, '#0969da')]),
    ...(resolve === undefined ? [] : [button('Resolve', resolve, '#57606a')]),
  ];
  return [
    `<h2 style="margin:0 0 8px;font-size:20px">${escapeHtml(`${page.key}: ${oneLine(page.title, 500)}`)}</h2>`,
    `<p style="margin:0 0 16px">${facts.join('<br>')}</p>`,
    ...(buttons.length === 0 ? [] : [`<p style="margin:0 0 32px">${buttons.join(' ')}</p>`]),
  ].join('\n');
}

function button(label: string, url: string, color: string): string {
  const style = `display:inline-block;padding:12px 20px;border-radius:6px;background:${color};color:#ffffff;text-decoration:none`;
  return `<a href="${escapeHtml(url)}" style="${style}">${label}</a>`;
}

function factsOf(page: PageFacts): readonly (readonly [string, string])[] {
  return [
    ['Urgency', page.urgency],
    ['Status', page.status],
    ...(page.services.length === 0 ? [] : [['Services', oneLine(page.services.join(', '), 500)] as const]),
    ...(page.tags.length === 0 ? [] : [['Tags', oneLine(page.tags.join(', '), 500)] as const]),
  ];
}

/** A text message of one piece. `code` answers it; absent where no answer is taken. */
export function textWords(
  pages: readonly PageFacts[],
  code: string | undefined,
  { delayedSeconds, isOverLimit }: Circumstances,
): string {
  const [first, ...others] = pages;
  if (first === undefined) throw new Error('a message tells of a page');
  const remarks = [
    ...(delayedSeconds === undefined ? [] : [`${delayText(delayedSeconds)} late`]),
    ...(isOverLimit === true ? ['service over its limit'] : []),
  ];
  const remark = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
  const answer = code === undefined ? '' : ` Reply ${code} ack or ${code} resolve`;
  if (others.length > 0) {
    const all = code === undefined ? '' : `${answer} for all`;
    const places = GSM_MAX - gsmLength(all);
    return `${gsmCut(`${pages.length} unacknowledged pages${remark}: ${keysOf(pages, 6)}.`, places)}${all}`;
  }
  const head = `${first.key} ${first.urgency}${remark}: `;
  const places = GSM_MAX - gsmLength(head) - gsmLength(answer) - 1;
  return `${head}${gsmCut(oneLine(first.title, GSM_MAX), places)}.${answer}`;
}

/** What a call says. */
export function spokenWords(
  pages: readonly PageFacts[],
  asksForKey: boolean,
  { delayedSeconds, isOverLimit }: Circumstances,
): string {
  const [first, ...others] = pages;
  if (first === undefined) throw new Error('a message tells of a page');
  const all = others.length === 0 ? '' : ' all';
  return [
    others.length === 0
      ? `You are paged with ${first.urgency} urgency. Page ${first.number}: ${oneLine(first.title, 300)}.`
      : `You have ${pages.length} unacknowledged pages. The first is page ${first.number}: ${oneLine(first.title, 200)}.`,
    ...(delayedSeconds === undefined ? [] : [`This call comes ${delayText(delayedSeconds)} late.`]),
    ...(isOverLimit === true ? [OVER_LIMIT] : []),
    ...(asksForKey ? [`Press 4 to acknowledge${all}. Press 6 to resolve${all}.`] : []),
  ].join(' ');
}

function keysOf(pages: readonly PageFacts[], most: number): string {
  const keys = pages.slice(0, most).map(({ key }) => key);
  return pages.length > most ? `${keys.join(', ')} and ${pages.length - most} more` : keys.join(', ');
}

function urgencyOf({ urgency }: PageFacts): string {
  return urgency === 'high' ? 'High' : 'Low';
}

function delayText(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}

import type { ReplyAction } from '../notifications/index.js';

export interface TextReply {
  readonly code: string;
  readonly action: ReplyAction;
}

const ACTIONS: Readonly<Record<string, ReplyAction>> = {
  a: 'acknowledge',
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  r: 'resolve',
  res: 'resolve',
  resolve: 'resolve',
};

/** `4821 ack`, `ack 4821`, `4821 resolve`, with `all` at the end or without; undefined for anything else. */
export function textReply(text: string): TextReply | undefined {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .split(/[\s,.:;!-]+/u)
    .filter((word) => word !== '');
  if (words.at(-1) === 'all') words.pop();
  const [one = '', two = '', ...more] = words;
  if (more.length > 0) return undefined;
  const [code, verb] = /^\d{4}$/.test(one) ? [one, two] : [two, one];
  const action = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  return action === undefined || !/^\d{4}$/.test(code) ? undefined : { code, action };
}

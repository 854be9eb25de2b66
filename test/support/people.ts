import { expect } from '@jest/globals';
import type { Harness } from './harness.js';

const V2 = '/api/v2/on-call/users';

export const channelBody = (config: object) => ({ data: { type: 'notification_channels', attributes: { config } } });
export const emailConfig = (address: string, formats = ['html']) => ({ type: 'email', address, formats });
export const phoneConfig = (number: string) => ({ type: 'phone', number });

export interface RuleOptions {
  readonly category?: 'high_urgency' | 'low_urgency';
  readonly delay?: number;
  readonly method?: 'sms' | 'voice';
}

export function ruleBody(channelId: string, { category, delay, method }: RuleOptions = {}, id?: string) {
  return {
    data: {
      type: 'notification_rules',
      ...(id === undefined ? {} : { id }),
      attributes: {
        ...(category === undefined ? {} : { category }),
        ...(delay === undefined ? {} : { delay_minutes: delay }),
        ...(method === undefined ? {} : { channel_settings: { type: 'phone', method } }),
      },
      relationships: { channel: { data: { type: 'notification_channels', id: channelId } } },
    },
  };
}

/** Makes a channel over HTTP and answers its id. It is not active: nobody gave a code back. */
export async function makeChannel(harness: Harness, userId: string, config: object, org = harness.org) {
  const path = `${V2}/${userId}/notification-channels`;
  const made = await harness.request('POST', path, { headers: org.adminHeaders, body: channelBody(config) });
  expect(made).toMatchObject({ status: 201 });
  return made.body.data.id as string;
}

/** As if the code had been given back; the way of the code has tests of its own. */
export async function markVerified(harness: Harness, channelId: string): Promise<void> {
  await harness.database.query(
    'update notification_channels c set verified_at = test_clock.clock_timestamp() where c.id = $1',
    [channelId],
  );
}

export async function makeActiveChannel(harness: Harness, userId: string, config: object, org = harness.org) {
  const id = await makeChannel(harness, userId, config, org);
  await markVerified(harness, id);
  return id;
}

/** Makes a rule over HTTP and answers its id. */
export async function makeRule(
  harness: Harness,
  userId: string,
  channelId: string,
  options: RuleOptions = {},
  org = harness.org,
) {
  const made = await harness.request('POST', `${V2}/${userId}/notification-rules`, {
    headers: org.adminHeaders,
    body: ruleBody(channelId, options),
  });
  expect(made).toMatchObject({ status: 201 });
  return made.body.data.id as string;
}

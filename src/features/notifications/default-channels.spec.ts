import { describe, expect, it } from '@jest/globals';
import type { TenantConfig } from '../../platform/config/index.js';
import { defaultChannels } from './default-channels.js';

function channels(names: readonly string[], email?: object): readonly string[] {
  return defaultChannels({ notifications: { channels: names }, email } as unknown as TenantConfig);
}

describe('defaultChannels', () => {
  it.each([
    [
      ['inbox', 'log'],
      ['email', 'inbox', 'log'],
    ],
    [
      ['webhook', 'inbox'],
      ['webhook', 'email', 'inbox'],
    ],
    [['webhook'], ['webhook', 'email']],
    [
      ['inbox', 'email'],
      ['inbox', 'email'],
    ],
  ])('of %j with a mail server are %j', (names, expected) => {
    expect(channels(names, {})).toEqual(expected);
  });

  it('are those of the settings without one', () => {
    expect(channels(['inbox', 'log'])).toEqual(['inbox', 'log']);
  });
});

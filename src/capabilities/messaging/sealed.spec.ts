import { describe, expect, it } from '@jest/globals';
import { openedContent, sealedContent } from './content.js';
import type { MessageContent } from './message.js';
import { seal, unseal } from './sealed.js';

const SECRET = 'a secret of the tests with more than 32 characters';
const ROW = { orgId: '0199e000-0000-7000-8000-000000000001', id: '0199e000-0000-7000-8000-000000000002' };

describe('seal', () => {
  it('gives back what it was given, under its own secret and context only', () => {
    const sealed = seal(SECRET, 'row 1', 'Größe 🔥');
    expect(unseal(SECRET, 'row 1', sealed)).toBe('Größe 🔥');
    expect(unseal(SECRET, 'row 2', sealed)).toBeUndefined();
    expect(unseal(`${SECRET}.`, 'row 1', sealed)).toBeUndefined();
  });

  it('never gives the same bytes twice, and hides the text', () => {
    const [one, two] = [seal(SECRET, 'row', '493027'), seal(SECRET, 'row', '493027')];
    expect(one.equals(two)).toBe(false);
    expect(one.toString('latin1')).not.toContain('493027');
  });

  it('does not open when any byte was changed, or bytes are missing', () => {
    const sealed = seal(SECRET, 'row', '493027');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal(SECRET, 'row', changed)).toBeUndefined();
      expect(unseal(SECRET, 'row', sealed.subarray(0, index))).toBeUndefined();
    }
  });
});

describe('the content of a message', () => {
  const at = Temporal.Instant.from('2026-03-29T01:00:00.5Z');
  it.each<MessageContent>([
    { kind: 'verification', code: '049302', validMinutes: 10 },
    { kind: 'test' },
    { kind: 'hand_off', change: 'on', scheduleName: 'Primary', at, until: at, timeZone: 'Europe/Berlin' },
    { kind: 'hand_off', change: 'off', scheduleName: 'Primary', at, timeZone: 'Asia/Kolkata' },
  ])('$kind comes out as it went in', (content) => {
    expect(openedContent(SECRET, ROW, sealedContent(SECRET, ROW, content))).toEqual(content);
  });
});

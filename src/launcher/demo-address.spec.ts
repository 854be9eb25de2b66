import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { banner } from './banner.ts';
import { writeDemoFile } from './demo-file.ts';

const demo = {
  api_key: 'api',
  application_key: 'application',
  team_id: 'team',
  team_handle: 'demo-team',
  project_id: 'project',
  user_ids: ['ada', 'grace'],
};
const answers = {
  'on-call': { url: 'http://127.0.0.1:1', demo: { ...demo, inbox_token: 'token-on-call' } },
  'case-management': { url: 'http://127.0.0.1:2', demo: { ...demo, inbox_token: 'token-cases' } },
};

test('the banner shows the address that signs in to the inbox', () => {
  const text = banner(answers, '.data');
  expect(text).toContain('inbox: http://127.0.0.1:1/inbox#token-on-call\n');
  expect(text).not.toContain('token-cases');
});

test('demo.json holds its documented members and no token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'case-management-demo-'));
  try {
    writeDemoFile(join(folder, 'demo.json'), answers);
    const { api_key, application_key, team_id, team_handle, project_id, user_ids } = demo;
    expect(JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'))).toEqual({
      on_call: { url: 'http://127.0.0.1:1', api_key, application_key, team_id, team_handle, user_ids },
      case_management: { url: 'http://127.0.0.1:2', api_key, application_key, project_id, team_id, user_ids },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

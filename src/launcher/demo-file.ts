import { existsSync, renameSync, rmSync } from 'node:fs';
import type { DemoKeys } from './environment.ts';
import { readJson, textAt, writePrivateJson } from './private-file.ts';
import type { DemoFacts, TenantName } from './tenants.ts';

const SECTIONS: Readonly<Record<TenantName, string>> = { 'on-call': 'on_call', 'case-management': 'case_management' };

export interface TenantAnswer {
  readonly url: string;
  readonly demo: DemoFacts;
}

/**
 * Sets the facts of the last start aside, so that `demo.json` is there exactly while both tenants have answered, and
 * returns its keys, which stay valid.
 */
export function takeDemoKeys(file: string): (tenant: TenantName) => DemoKeys | undefined {
  if (existsSync(file)) renameSync(file, asideOf(file));
  const stored = readJson(asideOf(file));
  return (tenant) => {
    const apiKey = textAt(stored, SECTIONS[tenant], 'api_key');
    const applicationKey = textAt(stored, SECTIONS[tenant], 'application_key');
    return apiKey === undefined || applicationKey === undefined ? undefined : { apiKey, applicationKey };
  };
}

/** Writes the facts for scripts, readable by this user only. */
export function writeDemoFile(file: string, answers: Readonly<Record<TenantName, TenantAnswer>>): void {
  const onCall = answers['on-call'];
  const cases = answers['case-management'];
  writePrivateJson(file, {
    [SECTIONS['on-call']]: {
      url: onCall.url,
      api_key: onCall.demo.api_key,
      application_key: onCall.demo.application_key,
      team_id: onCall.demo.team_id,
      team_handle: onCall.demo.team_handle,
      user_ids: onCall.demo.user_ids,
    },
    [SECTIONS['case-management']]: {
      url: cases.url,
      api_key: cases.demo.api_key,
      application_key: cases.demo.application_key,
      project_id: cases.demo.project_id,
      team_id: cases.demo.team_id,
      user_ids: cases.demo.user_ids,
    },
  });
  rmSync(asideOf(file), { force: true });
}

function asideOf(file: string): string {
  return file.replace(/\.json$/, '.previous.json');
}

import type { TenantAnswer } from './demo-file.ts';
import type { TenantName } from './tenants.ts';

/** What a person wants to know first: where it is, with which keys, and one command that makes something happen. */
export function banner(answers: Readonly<Record<TenantName, TenantAnswer>>, dataDir: string): string {
  const onCall = answers['on-call'];
  const cases = answers['case-management'];
  return `
case-management is running (Ctrl-C stops it; data in ${dataDir})

  on-call          ${onCall.url}      API reference ${onCall.url}/docs
  case-management  ${cases.url}      API reference ${cases.url}/docs

  demo keys        DD-API-KEY                                DD-APPLICATION-KEY
  on-call          ${onCall.demo.api_key}   ${onCall.demo.application_key}
  case-management  ${cases.demo.api_key}   ${cases.demo.application_key}

Page the demo team:

${pageCommand(onCall)}

Then look into the inbox: ${onCall.url}/inbox#${onCall.demo.inbox_token}
`;
}

/** One line, for any POSIX shell. */
function pageCommand({ url, demo }: TenantAnswer): string {
  const body = {
    data: {
      type: 'pages',
      attributes: {
        title: 'Checkout is down',
        urgency: 'high',
        target: { type: 'team_handle', identifier: demo.team_handle },
      },
    },
  };
  return [
    `curl -sS -X POST ${url}/api/unstable/on-call/pages`,
    `-H 'Content-Type: application/json'`,
    `-H 'DD-API-KEY: ${demo.api_key}'`,
    `-H 'DD-APPLICATION-KEY: ${demo.application_key}'`,
    `-d '${JSON.stringify(body)}'`,
  ].join(' ');
}

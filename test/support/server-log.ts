import { readFileSync, statSync } from 'node:fs';

function logFile(): string {
  return (JSON.parse(process.env.TEST_POSTGRES ?? '{}') as { logFile: string }).logFile;
}

/** What PostgreSQL writes to its log about one database, from now on. Lines begin with `… user@database `. */
export function followServerLog(database: string): () => string[] {
  const from = statSync(logFile()).size;
  return () =>
    readFileSync(logFile())
      .subarray(from)
      .toString()
      .split('\n')
      .filter((line) => line.includes(`@${database} `));
}

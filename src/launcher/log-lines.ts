import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { explain } from './failure.ts';

const KEEP_LOG_BYTES = 32 * 1024 * 1024;
const REMEMBERED = 15;
const LONGEST_LINE = 256 * 1024;

/** The output of one process: every line into its log file, those a person must see to `show` as well. */
export class LogLines {
  readonly #file: number;
  readonly #show: (line: string) => void;
  #isLosing = false;
  #recent: { text: string; isShown: boolean }[] = [];

  constructor(file: string, show: (line: string) => void) {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > KEEP_LOG_BYTES) renameSync(file, `${file}.1`);
    this.#file = openSync(file, 'a', 0o600);
    this.#show = show;
  }

  /** Takes a stream of the process; resolves when the stream has ended. */
  follow(stream: NodeJS.ReadableStream): Promise<void> {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const take = (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) {
        lines.push(rest);
        rest = '';
      }
      for (const line of lines) this.#add(line);
    };
    return new Promise((resolve) => {
      stream.on('data', (part: Buffer) => {
        take(decoder.write(part));
      });
      stream.once('close', () => {
        if (rest !== '') this.#add(rest);
        resolve();
      });
    });
  }

  /** The last lines that nobody has seen yet. */
  unseen(): string[] {
    return this.#recent.filter((line) => !line.isShown).map((line) => line.text);
  }

  close(): void {
    closeSync(this.#file);
  }

  #add(line: string): void {
    if (line.trim() === '') return;
    this.#write(line);
    const notice = noticeIn(line);
    if (notice !== undefined) this.#show(notice);
    this.#recent = [...this.#recent.slice(1 - REMEMBERED), { text: line, isShown: notice !== undefined }];
  }

  /** A log that cannot be written (a full disk) must not take paging down: said once, then lines are dropped. */
  #write(line: string): void {
    try {
      writeSync(this.#file, `${line}\n`);
      this.#isLosing = false;
    } catch (error) {
      if (!this.#isLosing) this.#show(`Log lines are being lost. ${explain(error, 'the log')}`);
      this.#isLosing = true;
    }
  }
}

/** What of a line belongs on the terminal: errors in words, and whatever is not a log entry at all. */
function noticeIn(line: string): string | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null || !('level' in entry)) return line;
  if (entry.level !== 'ERROR' && entry.level !== 'FATAL') return undefined;
  const message = 'msg' in entry && typeof entry.msg === 'string' ? entry.msg : undefined;
  const cause = 'err' in entry && typeof entry.err === 'object' && entry.err !== null ? entry.err : {};
  const reason = 'message' in cause && typeof cause.message === 'string' ? cause.message : undefined;
  const words = [...new Set([message, reason])].filter((text) => text !== undefined && text !== '');
  return words.length === 0 ? line : `ERROR ${words.join(': ')}`;
}

/** Says what the suite does to who runs it, past Jest, which keeps what tests print until they have ended. */
export function announce(text: string): void {
  process.stderr.write(`services: ${text}\n`);
}

/** Protobuf's Duration: `12.500s`; throws nothing, a duration of a page is never negative. */
export function durationToJson(duration: Temporal.Duration): string {
  const nanoseconds = BigInt(duration.total('seconds') < 0 ? 0 : Math.round(duration.total('nanoseconds')));
  const seconds = nanoseconds / 1_000_000_000n;
  const fraction = (nanoseconds % 1_000_000_000n).toString().padStart(9, '0');
  const digits = [3, 6, 9].find((count) => /^0*$/.test(fraction.slice(count))) ?? 9;
  return nanoseconds % 1_000_000_000n === 0n ? `${seconds}s` : `${seconds}.${fraction.slice(0, digits)}s`;
}

export function durationFromJson(text: string): Temporal.Duration {
  return Temporal.Duration.from(`PT${text.slice(0, -1)}S`);
}

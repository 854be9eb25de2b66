import { parseArgs } from 'node:util';
import { measureCreates } from './creates.ts';
import { measureMixed } from './mixed.ts';
import { measureNotificationDelay } from './notifications.ts';
import { startProduct, type Product } from './product.ts';
import { measureRouting } from './routing.ts';
import { measureSchedules } from './schedules.ts';
import { seedWaitingPages } from './seed.ts';
import { measureDrain } from './timers.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '6581' },
    /** Of each measurement; the README's table is made with the default. */
    seconds: { type: 'string', default: '60' },
  },
});
const seconds = Number(values.seconds);

interface Line {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const rates = (numbers: readonly number[]) => numbers.map((each) => each.toFixed(0)).join(' · ');

async function durability(product: Product): Promise<string> {
  const shown = await product.admin.query<{ fsync: string; commit: string }>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
  );
  return `fsync ${shown.rows[0]?.fsync ?? '?'}, synchronous_commit ${shown.rows[0]?.commit ?? '?'}`;
}

async function schedules(): Promise<Line[]> {
  const { onCallSeconds, monthMs, restrictedMonthMs } = await measureSchedules();
  return [
    {
      what: 'Who is on call now in 10,000 schedules of 3 layers, on one core ÷ 2 s',
      measured: `${(onCallSeconds / 2).toFixed(2)} (${onCallSeconds.toFixed(2)} s)`,
      target: '< 1.0',
      met: onCallSeconds < 2,
    },
    {
      what: 'A month of a schedule of 10 layers of daily rotation ÷ 5 ms: always open, in working hours of five zones',
      measured: [monthMs, restrictedMonthMs].map((ms) => `${(ms / 5).toFixed(2)} (${ms.toFixed(2)} ms)`).join(', '),
      target: '< 1.0',
      met: Math.max(monthMs, restrictedMonthMs) < 5,
    },
  ];
}

async function measure(product: Product): Promise<Line[]> {
  const lines: Line[] = [];
  process.stdout.write(`${await durability(product)}; ${seconds} s a measurement\n`);

  const creates = await measureCreates(product, seconds);
  const ratio = mean(creates.http) / mean(creates.raw);
  process.stdout.write(
    `creates/s over HTTP: ${rates(creates.http)}; single-row creates/s by 8 raw clients: ${rates(creates.raw)}\n`,
  );
  lines.push({
    what: 'Page creates over HTTP (64 connections) ÷ single-row creates of 8 raw clients',
    measured: `${ratio.toFixed(2)} (${creates.failed} failed)`,
    target: '≥ 1.0, 0 failed',
    met: ratio >= 1 && creates.failed === 0,
  });
  const peakAfterCreates = product.peakRssMiB();
  // These pages are over: without that the engine's auditor would go on with what was taken from them.
  await product.admin.query(`update escalations set ended_at = clock_timestamp()`);
  await product.admin.query('delete from timers');

  await seedWaitingPages(product, 100_000, `clock_timestamp() + interval '1 day'`);
  const delays = await measureNotificationDelay(product, seconds);
  lines.push({
    what: 'Page → first notification recorded, 50 pages/s, 100,000 timers pending: p50, p99',
    measured: `${delays.p50Ms.toFixed(0)} ms, ${delays.p99Ms.toFixed(0)} ms (${delays.notified} of ${delays.pages})`,
    target: 'p99 < 1000 ms',
    met: delays.p99Ms < 1000 && delays.notified === delays.pages,
  });

  const routed = await measureRouting(product, seconds);
  lines.push({
    what: 'Page → first notification recorded, 1,000 pages/min through 50 routing rules a team: p50, p99',
    measured: `${routed.p50Ms.toFixed(0)} ms, ${routed.p99Ms.toFixed(0)} ms (${routed.notified} of ${routed.pages})`,
    target: 'p99 < 1000 ms',
    met: routed.p99Ms < 1000 && routed.notified === routed.pages,
  });

  const mixed = await measureMixed(product, seconds);
  lines.push({
    what: 'Get, list, acknowledge, create at 1,000 requests/s: p95, errors',
    measured: `${mixed.p95Ms.toFixed(1)} ms, ${(mixed.errorRate * 100).toFixed(3)} % of ${mixed.requests}`,
    target: '< 50 ms, < 0.1 %',
    met: mixed.p95Ms < 50 && mixed.errorRate < 0.001,
  });

  const drain = await measureDrain(product, 10_000);
  lines.push({
    what: '10,000 timers due at once: time to drain',
    measured: `${drain.toFixed(1)} s`,
    target: '< 30 s',
    met: drain < 30,
  });
  const peak = Math.max(peakAfterCreates, product.peakRssMiB());
  lines.push({
    what: 'Peak resident memory of the on-call process (all roles)',
    measured: `${peak.toFixed(0)} MiB`,
    target: '< 350 MiB',
    met: peak < 350,
  });
  return lines;
}

const calculated = await schedules();
const product = await startProduct(Number(values.port));
try {
  const lines = [...(await measure(product)), ...calculated];
  process.stdout.write('\n| what | measured | target | |\n|---|---|---|---|\n');
  for (const { what, measured, target, met } of lines) {
    process.stdout.write(`| ${what} | ${measured} | ${target} | ${met ? 'met' : 'missed'} |\n`);
  }
} finally {
  await product.stop();
}

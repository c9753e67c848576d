import { ASSUMED } from './month/assumed.ts';
import type { Account } from './month/ledger.ts';
import { type Costs, inAMonth, MONTH_HOURS, type Part, sumsInFreeTier, sumsOf } from './parts.ts';

/** Parts, sums, what was counted and what was assumed. */
export function tableOf(costs: Costs, parts: readonly Part[]): string {
  const { definition, month } = costs;
  const serving = month.instanceHours / (24 * month.days);
  const [sums, free] = [sumsOf(parts), sumsInFreeTier(parts)];
  return [
    `${definition.slots} slots, ${round(serving)} instances in the mean, us-east-1, a month of ${MONTH_HOURS} hours from ${replayed(month.days)}`,
    '',
    line('', 'a month', '', 'USD'),
    ...parts.map(({ name, quantity, unit, usd }) => line(name, round(quantity), unit, money(usd))),
    '',
    line('the control plane', percent(sums.share), "of the fleet's", money(sums.control)),
    line('the fleet itself', '', '', money(sums.fleet)),
    line('with the always-free tier', percent(free.share), "of the fleet's", money(free.control)),
    '',
    ...counted(costs),
    '',
    ...assumptions(costs),
  ].join('\n');
}

function replayed(count: number): string {
  const isPart = count % 7 !== 0 && count < 14;
  return `${days(count)}, replayed from a Monday on${isPart ? ', no whole week' : ''}`;
}

function days(count: number): string {
  return `${count} day${count > 1 ? 's' : ''}`;
}

function counted({ month }: Costs): string[] {
  const { calls, launches, retirements, minutesShort, metrics, heartbeats, accounts } = month;
  const monthly = (quantity: number) => round(inAMonth(month, quantity));
  const functions = [...accounts].toSorted(([a], [b]) => a.localeCompare(b));
  return [
    `Counted in ${days(month.days)}: ${whole(launches)} launches, ${whole(retirements)} retirements, ${whole(heartbeats.count)} heartbeats;`,
    `  ${whole(calls.offered)} calls, ${whole(calls.blocked)} blocked, ${whole(calls.cut)} cut; ${whole(minutesShort)} minutes with a load above the planned channels of those in service`,
    `Counted, metrics: ${metrics.map((series) => series.split(' ')[1]).join(', ')}`,
    '',
    row('Counted, by function', [
      'runs a month',
      'cold',
      'ms billed',
      'code ms',
      'calls',
      'read units',
      'write units',
      'log bytes',
    ]),
    ...functions.map(([name, account]) =>
      row(name, [monthly(account.runs), monthly(account.coldStarts), ...eachRun(account)]),
    ),
    '  from "ms billed" on, of one run in the mean',
    '',
    'Counted, calls of AWS in a month:',
    ...functions.flatMap(([name, { calls: made }]) => {
      const each = Object.entries(made).toSorted(([a], [b]) => a.localeCompare(b));
      const says = each.map(([call, count]) => `${call} ${monthly(count)}`).join(', ');
      return says === '' ? [] : [`  ${name}: ${says}`];
    }),
  ];
}

function eachRun({ runs, billedMs, codeMs, calls, reads, writes, logBytes }: Account): string[] {
  const made = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const ofRun = (quantity: number) => round(quantity / runs);
  return [
    ofRun(billedMs),
    ofRun(codeMs),
    ofRun(made),
    ofRun(reads),
    ofRun(writes),
    whole(logBytes / runs),
  ];
}

function assumptions({ definition, volumeGb }: Costs): string[] {
  const { latencyMs, sdkCallMs, runtimeMs, coldStartMs, keptIdleMs, livesMs } = ASSUMED;
  const answers = Object.entries(latencyMs).map(([name, ms]) => `${name} ${ms}`);
  return [
    `Assumed: an answer of AWS takes, in ms, ${answers.join(', ')}.`,
    `  Processor time of a run: that of its code, as measured here ("code ms"), ${sdkCallMs} ms for each call and ${runtimeMs} ms`,
    `  for the runtime, on a whole vCPU, of which a function has its share (${whole(ASSUMED.mbOfOneCpu)} MB have one). A cold start of`,
    `  ${coldStartMs} ms, for a container that was idle for ${keptIdleMs / 60_000} min or is ${livesMs / 3_600_000} h old.`,
    `  Each day's load is the profile's, give or take ${100 * ASSUMED.dayDeviation} % (standard deviation), and its calls are Poisson.`,
    `  A stream of ${ASSUMED.shards} shards, read once in each window that has something.`,
    `  ${definition.routing.nodes.length} softswitch nodes, which look at the routes each ${ASSUMED.pollMs / 1000} s and wait ${ASSUMED.longPollMs / 1000} s at their queues.`,
    `  Volumes of ${volumeGb} GB. Nothing fails.`,
    'Left out: the traffic of calls, SMS and email, storage, calls of KMS, those who look by the console or the command.',
  ];
}

function line(name: string, quantity: string, unit: string, usd: string): string {
  return `  ${name.padEnd(36)}${quantity.padStart(14)}  ${unit.padEnd(16)}${usd.padStart(10)}`;
}

function row(name: string, cells: readonly string[]): string {
  const indent = name.startsWith('Counted') ? name : `  ${name}`;
  return `${indent.padEnd(24)}${cells.map((cell) => cell.padStart(13)).join('')}`;
}

function round(quantity: number): string {
  return quantity.toLocaleString('en-US', { maximumFractionDigits: quantity < 100 ? 2 : 0 });
}

function whole(quantity: number): string {
  return Math.round(quantity).toLocaleString('en-US');
}

function percent(share: number): string {
  return `${share.toFixed(share < 1 ? 2 : 1)} %`;
}

function money(usd: number): string {
  return usd.toFixed(2);
}

import type { Costs, Part, Sums } from './parts.ts';
import { putByOthers } from './template.ts';
import { callsIn, type Usage } from './usage.ts';

/** Parts, sums, what was counted and what was assumed. */
export function tableOf(costs: Costs, parts: readonly Part[], sums: Sums): string {
  const { definition, assumed } = costs;
  return [
    `${definition.slots} slots, ${round(assumed.serving)} instances in service in the mean, us-east-1, a month of 730 hours`,
    '',
    line('', 'a month', '', 'USD'),
    ...parts.map(({ name, quantity, unit, usd }) => line(name, round(quantity), unit, money(usd))),
    '',
    line('the control plane', `${sums.share.toFixed(1)} %`, 'of both', money(sums.control)),
    line('the fleet itself', '', '', money(sums.fleet)),
    '',
    ...counted(costs),
    '',
    ...assumptions(costs),
  ].join('\n');
}

function counted({ measured, deployed }: Costs): string[] {
  const { tick, preflight, poll, life, lifeEvents, metrics } = measured;
  const others = putByOthers(deployed, metrics).map(({ name }) => name);
  return [
    `Counted, a quiet tick: ${says(tick)}`,
    `  ${actions(tick)}`,
    `Counted, a preflight: ${says(preflight)}`,
    `  ${actions(preflight)}`,
    `Counted, a softswitch's look at the routes: ${says(poll)}`,
    `Counted, an instance's launch and retirement beyond the ticks: ${says(life)},`,
    `  ${lifeEvents} runs of handle-instance-event`,
    `  ${actions(life)}`,
    `Counted, metrics: ${metrics.length} that a tick emits; ${others.join(', ')} by others`,
  ];
}

function assumptions({ definition, assumed, deployed, measured }: Costs): string[] {
  const { serving, launchesADay, tickSeconds, volumeGb, nodes } = assumed;
  return [
    `Assumed: ${round(serving)} in service and ${round(launchesADay)} launches a day; ${tickSeconds} s a run at`,
    `  ${deployed.memoryGb * 1024} MB (here ${Math.round(measured.tickMsHere)} ms, the local cloud's work with it, no network); a heartbeat`,
    `  each ${definition.instance.heartbeat / 1000} s, read from four shards of their stream; volumes of ${volumeGb} GB; a whole`,
    '  preflight each ten minutes, each life by itself: both are more than there will be;',
    `  ${round(nodes)} softswitch nodes that look at the routes each 30 s (0.1 s a run) and wait at their queues.`,
    'Left out: the traffic of calls, SMS and email, storage, calls of KMS, free tiers.',
  ];
}

function says(usage: Usage): string {
  const { reads, writes, publishes, logBytes } = usage;
  const units = `${round(reads)} read and ${round(writes)} write units`;
  const bytes = `${Math.round(logBytes).toLocaleString('en-US')} bytes of log`;
  return `${round(callsIn(usage))} calls, ${units}, ${round(publishes)} publishes, ${bytes}`;
}

function actions({ calls }: Usage): string {
  return Object.entries(calls)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${round(count)}`)
    .join(', ');
}

function line(name: string, quantity: string, unit: string, usd: string): string {
  return `  ${name.padEnd(34)}${quantity.padStart(14)}  ${unit.padEnd(16)}${usd.padStart(10)}`;
}

function round(quantity: number): string {
  return quantity.toLocaleString('en-US', { maximumFractionDigits: quantity < 100 ? 2 : 0 });
}

function money(usd: number): string {
  return usd.toFixed(2);
}

import { rmSync } from 'node:fs';
import type { Callers } from '../../lab/callers/callers.ts';
import { callAndListen } from '../../lab/callers/person.ts';
import { addressOf } from '../../lab/instances/instances.ts';
import { type Lab, openLab } from '../../lab/lab.ts';
import { benchTemplates, type Kind, startAnswering } from './kinds.ts';
import { pin, processorSeconds } from './processor.ts';

const RATE = 60;
const BOOT_SECONDS = 120;
const SETTLE_SECONDS = 2;
const LISTEN_SECONDS = 6;
const PACKETS_PER_SECOND = 50;
const CALLS_PER_SECOND = 50;
const CALLS_MAX = 3_000;
const HOLDING_MS = 3_600_000;
/** SIPp writes its figures once a second. */
const FIGURES_SECONDS = 1.2;
const LISTENER = '127.0.20.99';

export interface Limits {
  /** Share of its cores that Asterisk may use, percent. */
  readonly processorPercent: number;
  /** Share of the packets that a caller must hear, percent. */
  readonly heardPercent: number;
}

interface Step {
  readonly calls: number;
  /** Of the cores that Asterisk may use. */
  readonly processorPercent: number;
  readonly heardPercent: number;
  readonly failed: number;
}

export interface Capacity {
  readonly kind: string;
  readonly channelsPerCall: number;
  readonly steps: readonly Step[];
  /** The most calls that stayed within the limits; nought if none did. */
  readonly calls: number;
}

export interface Machine {
  /** As taskset writes them. */
  readonly asteriskCores: string;
  readonly cores: number;
  readonly otherCores: string;
}

/** More and more calls on one Asterisk until it no longer keeps within the limits. */
export async function measureKind(
  kind: Kind,
  {
    step,
    limits,
    machine,
  }: { readonly step: number; readonly limits: Limits; readonly machine: Machine },
): Promise<Capacity> {
  const templates = benchTemplates();
  const originMs = Date.parse('2026-11-23T06:00:00Z');
  const lab = await openLab({ originMs, rate: RATE, templates, edit: roomy });
  const answering = startAnswering(lab.tools, lab.folder);
  try {
    lab.control();
    await lab.awaitSlots('serving', 1, BOOT_SECONDS);
    const pid = lab.instances.up[0]?.asterisk?.pid ?? 0;
    pin(pid, machine.asteriskCores);
    const steps: Step[] = [];
    const callers: Callers[] = [];
    for (let calls = step; calls <= CALLS_MAX; calls += step) {
      callers.push(more(lab, kind, step));
      await pause(step / CALLS_PER_SECOND + SETTLE_SECONDS + FIGURES_SECONDS);
      const up = callers.reduce((sum, each) => sum + each.now().up, 0);
      const failed = calls - up;
      const taken = { ...(await look(pid, machine.cores)), calls, failed };
      steps.push(taken);
      if (!isWithin(taken, limits)) break;
    }
    const within = steps.filter((each) => isWithin(each, limits));
    return {
      kind: kind.name,
      channelsPerCall: kind.channels,
      steps,
      calls: within.at(-1)?.calls ?? 0,
    };
  } finally {
    for (const each of answering) each.kill('SIGKILL');
    await lab.close();
    rmSync(templates, { recursive: true });
  }
}

/** A limit that nobody reaches, and a schedule that asks for one instance. */
function roomy(fleetText: string): string {
  return fleetText
    .replace(/planned: \d+/, 'planned: 4000')
    .replace(/limit: \d+/, 'limit: 5000')
    .replace(/^ +- { at: '(?!00:00).*\n/gm, '');
}

function more(lab: Lab, { numbers }: Kind, count: number): Callers {
  return lab.call({
    target: addressOf(1),
    numbers,
    count,
    perSecond: CALLS_PER_SECOND,
    meanHoldingMs: HOLDING_MS,
    holding: 'fixed',
    hasMedia: true,
  });
}

/** What one more caller hears, and what Asterisk takes meanwhile. */
async function look(
  pid: number,
  cores: number,
): Promise<Pick<Step, 'processorPercent' | 'heardPercent'>> {
  const fromMs = performance.now();
  const before = processorSeconds(pid);
  const heard = await callAndListen({
    address: LISTENER,
    target: addressOf(1),
    extension: 'tone',
    seconds: LISTEN_SECONDS,
  });
  const seconds = (performance.now() - fromMs) / 1_000;
  return {
    processorPercent: (100 * (processorSeconds(pid) - before)) / (seconds * cores),
    heardPercent: (100 * heard.packets) / (LISTEN_SECONDS * PACKETS_PER_SECOND),
  };
}

function isWithin({ processorPercent, heardPercent, failed }: Step, limits: Limits): boolean {
  return (
    failed === 0 &&
    processorPercent <= limits.processorPercent &&
    heardPercent >= limits.heardPercent
  );
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

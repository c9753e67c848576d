import { clockFace } from '../../shared/domain/definition/calendar.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import type { MinuteRecord } from './record.ts';

const HOUR_MS = 3_600_000;

export interface Progress {
  show(minute: MinuteRecord): void;
  clear(): void;
}

/** On a terminal one line that moves, elsewhere a line for each simulated hour; on standard error. */
export function createProgress(
  { timeZone, slots }: FleetDefinition,
  window: { readonly fromMs: number; readonly toMs: number },
): Progress {
  const { stderr } = process;
  const lineOf = ({ atMs, channelsMax, serving, desired, decidedBy }: MinuteRecord) => {
    const share = Math.round((100 * (atMs - window.fromMs)) / (window.toMs - window.fromMs));
    const bar = '■'.repeat(serving) + '□'.repeat(Math.max(0, Math.min(20, slots) - serving));
    const channels = `${String(channelsMax).padStart(5)} channels`;
    const why = `wanted ${desired} (${decidedBy})`;
    return `${String(share).padStart(3)} %  ${clockFace(timeZone, atMs)}  ${channels}  ${bar}  ${why}`;
  };
  return {
    show: (minute) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[2K${lineOf(minute)}`);
      else if ((minute.atMs - window.fromMs) % HOUR_MS === 0) stderr.write(`${lineOf(minute)}\n`);
    },
    clear: () => {
      if (stderr.isTTY) stderr.write('\r\u001b[2K');
    },
  };
}

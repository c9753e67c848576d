import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';
import { controlPortOf } from './callers.ts';

/** A real SIPp that answers whoever calls it. */
export interface Answerers {
  /** Calls that were answered. */
  answered(): number;
  kill(): void;
}

export function startAnswerers(tools: Tools, folder: string, address: string): Answerers {
  mkdirSync(folder, { recursive: true });
  const statistics = join(folder, 'statistics.csv');
  const program = start({
    program: tools.sipp,
    arguments: [
      ...['-sn', 'uas', '-i', address, '-p', '5060', '-mi', address, '-nostdin'],
      ...['-cp', String(controlPortOf(address))],
      ...['-trace_stat', '-stf', statistics, '-fd', '1'],
    ],
    folder,
    log: join(folder, 'screen'),
  });
  return {
    answered: () => {
      const lines = existsSync(statistics)
        ? readFileSync(statistics, 'utf8').trim().split('\n')
        : [];
      const names = lines[0]?.split(';') ?? [];
      return Number(lines.at(-1)?.split(';')[names.indexOf('TotalCallCreated')] ?? 0);
    },
    kill: () => program.kill('SIGKILL'),
  };
}

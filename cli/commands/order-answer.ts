import { EXIT, type ExitCode } from '../errors.ts';
import { columns } from '../output/columns.ts';

/** What `operateFleet` answers. */
export interface OrderAnswer {
  readonly fleet: string;
  readonly action: string;
  readonly did: readonly string[];
  readonly problems: readonly string[];
  readonly now: {
    readonly outcome: string;
    readonly desired?: number;
    readonly decidedBy?: string;
    readonly serving?: number;
    readonly coming?: number;
  };
}

export function orderText({ fleet, did, problems, now }: OrderAnswer): string {
  const done = did.length === 0 ? 'it was so already; nothing changed' : did.join('; ');
  const { desired, decidedBy, serving, coming } = now;
  return [
    `${fleet}: ${done}\n`,
    columns([
      ...(desired === undefined
        ? [['now', now.outcome]]
        : [['now', `wanted ${desired} (${decidedBy}), serving ${serving}, coming ${coming}`]]),
      ...problems.map((problem) => ['problem', problem]),
    ]),
  ].join('');
}

export function orderEnd({ problems }: OrderAnswer): ExitCode {
  return problems.length > 0 ? EXIT.notWell : EXIT.done;
}

import { readFileSync } from 'node:fs';

const FLEET = 'fleets/in-ngn.yml';
/** Of each hundred slots, as in a large fleet that follows its day: 90 serve, 2 drain, 1 is launching. */
const SHARES = { serving: 0.9, draining: 0.02, launching: 0.01 };

export interface Census {
  readonly slots: number;
  readonly serving: number;
  readonly draining: number;
  readonly launching: number;
}

export function censusOf(slots: number): Census {
  const { serving, draining, launching } = SHARES;
  return {
    slots,
    serving: Math.max(1, Math.round(slots * serving)),
    draining: Math.round(slots * draining),
    launching: Math.round(slots * launching),
  };
}

/** The shipped fleet with so many slots, a level day for what serves and comes, and no limit on a tick but EC2's. */
export function fleetTextOf({ slots, serving, launching }: Census): string {
  const channels = 80 * (serving + launching);
  return readFileSync(FLEET, 'utf8')
    .replace(/^slots: .*$/m, `slots: ${slots}`)
    .replace(/^( +perTick:) .*$/m, `$1 ${slots}`)
    .replace(/^( +perHour:) .*$/m, `$1 ${2 * slots}`)
    .replace(/^( +silentAfter:) .*$/m, '$1 30m')
    .replace(/^( +overdueAfter:) .*$/m, '$1 48h')
    .replace(/^blocking: .*$/m, 'blocking: 0.01')
    .replace(/, channels: \d+ }/g, `, channels: ${channels} }`);
}

import type { Draw } from '../kernel/draw.ts';

/** What can happen to one call of a function to AWS, as the function and the world see it. */
export const CALL_FAULTS = [
  'throttled',
  'refused',
  /** An error of the service's own, nothing done; and done all the same. */
  'server-error',
  'server-error-after',
  /** The connection breaks before it was done, and after. */
  'lost',
  'lost-after',
  'slow',
  /** No answer for longer than the function lives; done or not. */
  'hangs',
  'hangs-after',
  /** The function dies before the call, and after it acted. */
  'dies',
  'dies-after',
] as const;

export type CallFault = (typeof CALL_FAULTS)[number];

export type Service = 'ec2' | 'dynamodb' | 'sns' | 'servicequotas';

export interface Epoch {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Of the calls that are meant. */
  readonly share: number;
  readonly kinds: readonly CallFault[];
  readonly service?: Service | undefined;
  /** Only these operations, such as `Describe`. */
  readonly operation?: RegExp | undefined;
}

const OUTAGES = [
  'throttled',
  'server-error',
  'server-error-after',
  'lost',
  'lost-after',
] as const satisfies readonly CallFault[];

/** Epochs drawn from the seed: short ones of everything, longer ones of one kind, outages of one service. */
export function drawEpochs(draw: Draw, fromMs: number, untilMs: number): Epoch[] {
  return Array.from({ length: draw.whole(0, 5) }, () => drawEpoch(draw, fromMs, untilMs));
}

function drawEpoch(draw: Draw, earliestMs: number, latestMs: number): Epoch {
  const fromMs = draw.between(earliestMs, latestMs);
  const lasts = (minutes: number) => Math.min(latestMs, fromMs + minutes * 60_000);
  switch (draw.whole(0, 6)) {
    case 0:
      // An outage: one service answers nothing.
      return {
        fromMs,
        untilMs: lasts(draw.between(1, 12)),
        share: 1,
        kinds: [draw.pick(OUTAGES)],
        service: draw.pick(['ec2', 'dynamodb', 'sns'] as const),
      };
    case 1:
      return {
        fromMs,
        untilMs: lasts(draw.between(1, 15)),
        share: draw.between(0.2, 1),
        kinds: draw.chance(0.5) ? CALL_FAULTS : [draw.pick(CALL_FAULTS)],
        operation: draw.pick([
          /^RunInstances$/,
          /^DescribeInstances$/,
          /Address/,
          /^CreateTags$/,
          /^BatchGet$/,
          /^Query$/,
          /^(Put|Update|BatchWrite)$/,
          /^Terminate/,
          /^Publish$/,
        ]),
      };
    case 2:
      return {
        fromMs,
        untilMs: lasts(draw.between(3, 15)),
        share: draw.between(0.3, 1),
        kinds: ['refused'],
        service: 'ec2',
        operation: /^(Run|Associate|Disassociate|Create|Terminate)/,
      };
    case 3:
      // Launches that happen and are not heard of, and then a no.
      return {
        fromMs,
        untilMs: lasts(draw.between(3, 15)),
        share: draw.between(0.5, 1),
        kinds: ['lost-after', 'server-error-after', 'refused'],
        operation: /^RunInstances$/,
      };
    case 4:
      return {
        fromMs,
        untilMs: lasts(draw.between(5, 30)),
        share: draw.between(0.01, 0.1),
        kinds: ['dies', 'dies-after'],
      };
    default:
      return {
        fromMs,
        untilMs: lasts(draw.between(5, 40)),
        share: draw.between(0.01, 0.15),
        kinds: CALL_FAULTS,
      };
  }
}

/** Decides of each attempt of each call what happens to it. */
export class CallFaults {
  readonly #draw: Draw;
  readonly #epochs: readonly Epoch[];

  constructor(draw: Draw, epochs: readonly Epoch[]) {
    this.#draw = draw;
    this.#epochs = epochs;
  }

  next(service: Service, operation: string, nowMs: number): CallFault | undefined {
    for (const { fromMs, untilMs, share, kinds, ...meant } of this.#epochs) {
      if (nowMs < fromMs || nowMs >= untilMs) continue;
      if (meant.service && meant.service !== service) continue;
      if (meant.operation && !meant.operation.test(operation)) continue;
      if (this.#draw.chance(share)) return this.#draw.pick(kinds);
    }
    return undefined;
  }
}

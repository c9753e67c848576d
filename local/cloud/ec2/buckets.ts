import { AwsError, type Parameters } from '../query-protocol.ts';

interface Size {
  readonly max: number;
  readonly perSecond: number;
}

export interface BucketSizes {
  readonly requests: (action: string, isNarrow: boolean) => Size;
  readonly resources: Readonly<Record<string, Size>>;
}

const REQUESTS: Readonly<Record<string, Size>> = {
  RunInstances: { max: 5, perSecond: 2 },
  StartInstances: { max: 5, perSecond: 2 },
  TerminateInstances: { max: 100, perSecond: 5 },
  CreateTags: { max: 100, perSecond: 10 },
};
const NARROW: Size = { max: 100, perSecond: 20 };
const WIDE: Size = { max: 50, perSecond: 10 };
const MUTATING: Size = { max: 50, perSecond: 5 };

/** Of an account in a region. Source: EC2 developer guide, "Request throttling for the Amazon EC2 API". */
export const AWS_BUCKETS: BucketSizes = {
  requests: (action, isNarrow) => {
    if (action.startsWith('Describe')) return isNarrow ? NARROW : WIDE;
    return REQUESTS[action] ?? MUTATING;
  },
  resources: {
    RunInstances: { max: 1000, perSecond: 2 },
    TerminateInstances: { max: 1000, perSecond: 20 },
  },
};

interface Bucket {
  left: number;
  atMs: number;
}

/** EC2's throttling: a bucket of requests for each action, and for some another of what they ask for. */
export class Buckets {
  readonly #sizes: BucketSizes;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  /** Actions that were refused, in order. */
  readonly refused: string[] = [];

  constructor(sizes: BucketSizes, now: () => number) {
    this.#sizes = sizes;
    this.#now = now;
  }

  /** Throws AwsError when there are too few tokens; then none is taken. */
  take(action: string, request: Parameters): void {
    const { requests, resources } = this.#sizes;
    const wanted = [{ name: action, size: requests(action, isNarrow(request)), count: 1 }];
    const size = resources[action];
    if (size) wanted.push({ name: `${action} resources`, size, count: resourcesIn(request) });
    const filled = wanted.map((each) => ({ ...each, bucket: this.#filled(each.name, each.size) }));
    if (filled.every(({ bucket, count }) => bucket.left >= count)) {
      for (const { bucket, count } of filled) bucket.left -= count;
      return;
    }
    this.refused.push(action);
    throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }

  #filled(name: string, { max, perSecond }: Size): Bucket {
    const nowMs = this.#now();
    const bucket = this.#buckets.get(name) ?? { left: max, atMs: nowMs };
    bucket.left = Math.min(max, bucket.left + (perSecond * (nowMs - bucket.atMs)) / 1000);
    bucket.atMs = nowMs;
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

function isNarrow(request: Parameters): boolean {
  return request.list('Filter').length > 0 || request.number('MaxResults') !== undefined;
}

function resourcesIn(request: Parameters): number {
  return request.number('MaxCount') ?? request.texts('InstanceId').length;
}

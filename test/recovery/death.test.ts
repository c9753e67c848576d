import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Way } from './matrix.ts';
import type { Outcome } from './short-life.ts';

interface Cell {
  readonly call: number;
  readonly action: string;
}

interface Result {
  readonly disturbed: readonly Cell[];
  readonly cells: number;
  readonly outcome: Outcome;
}

const run = promisify(execFile);

/** In processes of their own, on both cores: a life is hundreds of calls over the wire. */
async function matrix(way: Way): Promise<Result> {
  const { stdout } = await run('node', ['test/recovery/matrix.ts', way], { maxBuffer: 1e8 });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const { cells, outcome } = lines.at(-1) as { cells: number; outcome: Outcome };
  return { disturbed: lines.slice(0, -1) as Cell[], cells, outcome };
}

const WAYS: Readonly<Record<Way, string>> = {
  dies: 'a function that dies between any two of its calls loses and doubles nothing',
  deaf: 'a call that acts and whose answer is lost is tried again and doubles nothing',
};

test.concurrent.each(Object.entries(WAYS) as [Way, string][])(
  '%s: %s',
  async (way) => {
    const { disturbed, cells, outcome } = await matrix(way);
    expect(disturbed).toEqual([]);
    expect(cells).toBeGreaterThan(60);
    expect(outcome).toEqual({
      slots: ['1 serving 1', '2 vacant 1', '3 vacant 0', '4 vacant 0', '5 vacant 0'],
      instancesEverLaunched: 2,
      addressesHeld: ['by slot 1 of 1', 'free', 'free', 'free', 'free'],
      routes: [1],
      changes: [
        '1/1 became-ready: booting -> serving',
        '1/1 claimed: vacant -> launching',
        '1/1 launched: launching -> booting',
        '2/1 became-ready: booting -> serving',
        '2/1 claimed: vacant -> launching',
        '2/1 drain-began: serving -> draining',
        '2/1 instance-gone: stopping -> resting',
        '2/1 launched: launching -> booting',
        '2/1 proved-empty: draining -> stopping',
        '2/1 rested: resting -> vacant',
      ],
      notices: [
        'INFO in-ngn: slot 1 booting to serving',
        'INFO in-ngn: slot 1 vacant to launching',
        'INFO in-ngn: slot 2 booting to serving',
        'INFO in-ngn: slot 2 serving to draining',
        'INFO in-ngn: slot 2 stopping to resting',
        'INFO in-ngn: slot 2 vacant to launching',
      ],
    });
  },
  240_000,
);

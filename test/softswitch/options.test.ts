import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { readFollowOptions } from '../../softswitch/follow/options.ts';

const CLI = fileURLToPath(new URL('../../cli/asterfleet.ts', import.meta.url));
const URL_OF_ROUTES = 'https://abc.lambda-url.eu-west-1.on.aws/';
const BASE = ['--fleet', 'in-ngn', '--node', 'sbc-1', '--write', 'csv=routes.csv'];

test('the command: what is wrong is said, and ends with 2', async () => {
  const run = promisify(execFile);
  const asterfleet = (...parameters: readonly string[]) =>
    run(process.execPath, [CLI, ...parameters]).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  expect(await asterfleet('follow', '--fleet', 'in-ngn')).toMatchObject({
    code: 2,
    stderr:
      'asterfleet: --write: expected at least one FORMAT=FILE\nnext: asterfleet follow --help\n',
  });
  expect(await asterfleet('folow')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^asterfleet: expected one of .*follow.*, found folow\n/),
  });
  expect(await asterfleet('follow', '--help')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--on-change COMMAND'),
  });
});

test.each([
  [['--write', 'yaml=x'], '--write: expected FORMAT=FILE'],
  [['--kamailio', 'http://127.0.0.1:8080/RPC'], '--kamailio: expected --write kamailio=FILE'],
  [['--poll', '0'], '--poll: expected a whole number from 1 to 3600, found 0'],
  [['--queue', 'asterfleet'], '--queue: expected a URL, found asterfleet'],
  [['--colour'], "Unknown option '--colour'"],
])('%j is not understood', (more, because) => {
  expect(() => readFollowOptions([...BASE, '--url', URL_OF_ROUTES, ...more])).toThrow(because);
});

test('the region is that of the URL or the queue, unless it is given', () => {
  const on = (...more: readonly string[]) => readFollowOptions([...BASE, ...more], {})?.region;
  expect(on('--url', URL_OF_ROUTES)).toBe('eu-west-1');
  expect(on('--url', URL_OF_ROUTES, '--region', 'eu-west-2')).toBe('eu-west-2');
  expect(() => on('--url', 'https://routes.example.net/')).toThrow('--region: missing');
});

import { spawnSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { explained } from '../../cli/connection/explained.ts';
import { TABLE } from '../../cli/table.ts';
import { asterfleet } from './support.ts';

const NAMES = Object.values(TABLE).flatMap((entries) => Object.keys(entries));
const PROGRAM = fileURLToPath(new URL('../../cli/asterfleet.mjs', import.meta.url));
const AWS = { stage: 'prod', region: 'eu-central-1', endpoint: undefined, isLocal: false };

test('the help names every command, and how to begin', async () => {
  const { code, out } = await asterfleet(['--help']);
  expect(code).toBe(0);
  for (const name of NAMES) expect(out).toContain(`  ${name} `);
  expect(out).toContain('npx asterfleet status --local');
});

test.each(NAMES)('%s --help says what it does, and how it ends', async (name) => {
  const { code, out, err } = await asterfleet([name, '--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`asterfleet ${name}`);
  expect(out).toContain('--help');
  expect(out.split('\n').filter((line) => line.length > 125)).toEqual([]);
  expect(await asterfleet(['help', name])).toMatchObject({ code: 0, out });
});

test.each([
  [['statsu'], 'expected one of status, '],
  [['status', 'now'], 'expected no parameters, found now'],
  [['status', '--colour'], "Unknown option '--colour'"],
  [['drain', '--reason', 'x'], 'SLOT: expected a whole number of at least 1, found nothing'],
  [['drain', '2', '3', '--reason', 'x'], 'expected 1 parameter, found 3'],
  [['drain', '2', '--local'], '--reason: missing'],
  [['scale-out', '3', '--for', '2', '--reason', 'x'], '--for: expected a time such as 90m'],
  [['status'], '--region: missing'],
  [['status', '--local', '--endpoint', 'here'], '--endpoint: expected a URL, found here'],
  [['plan', '--offline'], '--offline: expected --definition FILE beside it'],
  [['plan', '--hours', '169'], '--hours: expected at most 168'],
  [['plan', '--definition', 'no.yml'], 'no.yml: no such file'],
])('%j is not understood, and ends with 2', async (argv, because) => {
  const { code, err } = await asterfleet(argv);
  expect(err).toContain(because);
  expect(code).toBe(2);
});

test('with --json an error is JSON too', async () => {
  const { code, out } = await asterfleet(['status', '--json']);
  expect(JSON.parse(out)).toEqual({
    failed: '--region: missing, and AWS_REGION is not set',
    next: expect.stringContaining('--local'),
    exitCode: code,
  });
});

test('as a program: where no replay runs, it says how to start one', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const where = `http://127.0.0.1:${port}`;
  const parameters = [PROGRAM, 'status', '--local', '--endpoint', where];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(`asterfleet: ${where} does not answer (ECONNREFUSED)`);
  expect(stderr).toContain('next: start a replay in another terminal, npm start -- --pace 60');
});

test.each([
  ['CredentialsProviderError', 'sign in (aws sso login), set AWS_PROFILE'],
  ['ExpiredTokenException', 'sign in'],
  [
    'AccessDeniedException',
    'allow lambda:InvokeFunction on arn:aws:lambda:eu-central-1:*:function:f',
  ],
  ['ResourceNotFoundException', 'is it deployed in eu-central-1 as prod?'],
])('%s is told with what to do next', (name, next) => {
  const error = Object.assign(new Error('as AWS says it'), { name });
  expect(explained(error, 'f', AWS)).toMatchObject({
    message: 'f: as AWS says it',
    next: expect.stringContaining(next),
    exitCode: 1,
  });
});

test('colours are for terminals alone', async () => {
  const bare = await asterfleet(['no-such'], { hasColours: false });
  const coloured = await asterfleet(['no-such'], { hasColours: true });
  expect(bare.err).not.toContain('\u001b[');
  expect(coloured.err).toContain('\u001b[');
});

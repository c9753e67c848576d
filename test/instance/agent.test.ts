import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

interface Row {
  readonly name: string;
  readonly fault: string;
}

const RUNNER = fileURLToPath(new URL('run.py', import.meta.url));

const rows = JSON.parse(
  execFileSync('python3', [RUNNER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
) as readonly Row[];

test('the agent has tests', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows.map(({ name, fault }) => [name, fault]))('%s', (_, fault) => {
  expect(fault).toBe('');
});

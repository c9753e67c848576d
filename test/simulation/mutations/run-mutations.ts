// Faults made by hand in a copy, one at a time, and what finds them: `npm run simulate:mutations`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTATIONS, type Mutation } from './mutations.ts';

const COPIED = ['shared', 'functions', 'local', 'fleets', 'test', 'package.json', 'serverless.yml'];

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

interface Found {
  readonly mutation: string;
  readonly rule: string | undefined;
  readonly seed: number | undefined;
  /** Until it was found. */
  readonly seeds: number;
}

function main(): number {
  const copy = mkdtempSync(join(tmpdir(), 'asterfleet-mutations-'));
  try {
    for (const name of COPIED) cpSync(name, join(copy, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction');
    const meant = MUTATIONS.filter(({ name }) => name.includes(values.only));
    const found = meant.map((mutation) => tryOne(copy, mutation));
    const survivors = found.filter(({ rule }) => rule === undefined);
    if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
    else
      process.stdout.write(
        `\n${meant.length - survivors.length} of ${meant.length} found within ${values.seeds} seeds\n`,
      );
    return survivors.length > 0 ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function tryOne(copy: string, mutation: Mutation): Found {
  const file = join(copy, mutation.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, mutated(text, mutation));
  const found = simulate(copy, mutation);
  writeFileSync(file, text);
  if (!values.json) process.stdout.write(`${rowOf(found)}\n`);
  return found;
}

function mutated(text: string, { file, from, to }: Mutation): string {
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`${file}: "${from}" stands there ${times} times, not once`);
  return text.replace(from, () => to);
}

function simulate(copy: string, { name }: Mutation): Found {
  const options = ['--seeds', values.seeds, '--once', '--until-first', '--json'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['test/simulation/simulate.ts', ...options],
    { cwd: copy, encoding: 'utf8', maxBuffer: 1e9 },
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${name}: it does not run: ${stderr.slice(-2_000)}`);
  const { seeds } = JSON.parse(last) as { readonly seeds: number };
  const [, seed, rule] = /^seed (\d+): (\w+),/m.exec(stdout) ?? [];
  return { mutation: name, rule, seed: seed === undefined ? undefined : Number(seed), seeds };
}

function rowOf({ mutation, rule, seed, seeds }: Found): string {
  const by = rule ? `${rule} by seed ${seed}` : 'NOT FOUND';
  return `| ${mutation} | ${by} | ${seeds} |`;
}

process.exitCode = main();

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const FILE = '.serverless/cloudformation-template-update-stack.json';
const SOURCES = [
  'serverless.yml',
  'resources/*',
  'instance/**/*.*',
  'fleets/*.yml',
  'scripts/build.mjs',
  'functions/*/*.ts',
  'shared/**/*.ts',
];

/** Beside `.serverless`, which packaging empties. */
const LOCK = '.packaging';
/** Longer than any packaging takes: then its holder was killed. */
const LOCK_AGE_MAX_MS = 120_000;

/** The resources of the packaged service by logical id; packages it when a source is newer. */
export function readResources(): Readonly<Record<string, Resource>> {
  return undisturbed(() => {
    packageIfOld();
    return resourcesIn(FILE);
  });
}

/** What packaging reads beside serverless.yml. */
const READ = ['resources', 'dist', 'fleets', 'shared', 'instance', 'node_modules'];

/** With all that may be asked for. */
const WISHES = ['dashboard=yes', 'topicKey=yes'];
/** One for each checkout, and outside of it, where no packager looks. */
const WISHED = join(
  tmpdir(),
  `asterfleet-${createHash('sha256').update(resolve('.')).digest('hex').slice(0, 12)}`,
);
/** The packaged template of these; it is there once the resources were read. */
export const WISHED_FILE = join(WISHED, FILE);

export function readWishedResources(): Readonly<Record<string, Resource>> {
  return undisturbed(() => {
    packageIfOld();
    if (modifiedAtMs(WISHED_FILE) < modifiedAtMs(FILE)) packageWished();
    return resourcesIn(WISHED_FILE);
  });
}

function packageWished(): void {
  rmSync(WISHED, { recursive: true, force: true });
  mkdirSync(WISHED, { recursive: true });
  for (const file of ['serverless.yml', 'package.json']) copyFileSync(file, join(WISHED, file));
  for (const name of READ) symlinkSync(resolve(name), join(WISHED, name), 'junction');
  run('npx', ['serverless', 'package', ...WISHES.map((wish) => `--param=${wish}`)], WISHED);
}

/** Test files run side by side, and the build begins by removing what another would be zipping. */
function undisturbed<Result>(work: () => Result): Result {
  while (!isTaken()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    return work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function packageIfOld(): void {
  const changedAtMs = Math.max(...globSync(SOURCES).map(modifiedAtMs));
  if (modifiedAtMs(FILE) < changedAtMs) run('npm', ['run', '--silent', 'package']);
}

function run(command: string, words: readonly string[], cwd = '.'): void {
  execFileSync(command, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function resourcesIn(file: string): Readonly<Record<string, Resource>> {
  return JSON.parse(readFileSync(file, 'utf8')).Resources;
}

function isTaken(): boolean {
  const heldSinceMs = modifiedAtMs(LOCK);
  if (heldSinceMs > 0 && Date.now() - heldSinceMs > LOCK_AGE_MAX_MS)
    rmSync(LOCK, { recursive: true, force: true });
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

export function ofType(resources: Readonly<Record<string, Resource>>, type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** Everything that a role allows, from all of its policies. */
export function statementsOf({ Properties }: Resource): Statement[] {
  const policies = Properties['Policies'] as readonly Policy[];
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.filter((statement) => !('Ref' in statement));
}

export function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat();
}

function modifiedAtMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

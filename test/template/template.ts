import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';

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
  // Test files run side by side, and the build begins by removing what another would be zipping.
  while (!isTaken()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    const changedAtMs = Math.max(...globSync(SOURCES).map(modifiedAtMs));
    if (modifiedAtMs(FILE) < changedAtMs)
      execFileSync('npm', ['run', '--silent', 'package'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    return JSON.parse(readFileSync(FILE, 'utf8')).Resources;
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
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
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

export function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat();
}

function modifiedAtMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

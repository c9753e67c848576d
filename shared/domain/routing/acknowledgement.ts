import type { Published } from './snapshot.ts';

/** What a softswitch node says that it now routes by. */
export interface Acknowledgement {
  readonly node: string;
  /** The highest that it has applied. */
  readonly revision: number;
  readonly atMs: number;
  /** The caller's ARN. */
  readonly by: string;
  /** Where what it routes to is not what the revision says; addresses. */
  readonly drift?: Drift;
}

export interface Drift {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** The nodes that have not acknowledged this revision or a later one. */
export function waitingFor(
  nodes: readonly { readonly name: string }[],
  acknowledgements: readonly Acknowledgement[],
  revision: number,
): string[] {
  const applied = new Map(acknowledgements.map((each) => [each.node, each.revision]));
  return nodes.map(({ name }) => name).filter((name) => (applied.get(name) ?? 0) < revision);
}

/** Whether one of the nodes says that it routes there, whatever it should. */
export function hasRouteTo(
  nodes: readonly { readonly name: string }[],
  acknowledgements: readonly Acknowledgement[],
  address: string,
): boolean {
  const names = new Set(nodes.map(({ name }) => name));
  return acknowledgements.some(
    ({ node, drift }) => names.has(node) && drift?.extra.includes(address),
  );
}

/** The record of a publish; a wait that an earlier one began goes on. */
export function publishedAt(
  before: Published | undefined,
  revision: number,
  { isWaitedFor, atMs }: { readonly isWaitedFor: boolean; readonly atMs: number },
): Published {
  return { revision, atMs, waitingSinceMs: before && isWaitedFor ? before.waitingSinceMs : atMs };
}

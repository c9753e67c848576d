import { isMap, LineCounter, type Node, type Pair, type ParsedNode, parseDocument } from 'yaml';
import type * as z from 'zod';
import { type FleetDefinition, fleetDefinition } from './schema.ts';

type Issue = z.core.$ZodIssue;
type Tree = ReturnType<typeof parseDocument>;

/** A definition that cannot be used; the message holds a line `file:line:column` for each fault. */
export class DefinitionError extends Error {
  readonly code = 'definition-invalid';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'DefinitionError';
    this.faults = faults;
  }
}

/** Reads a fleet definition from YAML text. Throws DefinitionError with all faults at once. */
export function parseDefinition(text: string, file: string): FleetDefinition {
  const lines = new LineCounter();
  const tree = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (tree.errors.length > 0)
    throw new DefinitionError(
      tree.errors.map(({ pos, message }) => `${at(pos[0])} ${message.split('\n')[0]}`),
    );
  const parsed = fleetDefinition.safeParse(tree.toJS(), { error: inPlainWords });
  if (parsed.success) return parsed.data;
  throw new DefinitionError(
    parsed.error.issues
      .flatMap((issue) => faultsOf(issue, tree, text))
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, says }) => `${at(offset)} ${says}`),
  );
}

function inPlainWords(issue: { readonly code?: string | undefined; readonly expected?: unknown }) {
  const isGroup = issue.expected === 'object' || issue.expected === 'record';
  return issue.code === 'invalid_type' && isGroup ? 'a group of settings' : undefined;
}

interface Fault {
  readonly offset: number;
  readonly says: string;
}

function faultsOf(issue: Issue, tree: Tree, text: string): Fault[] {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      offset: offsetOfKey(tree, issue.path, key),
      says: `${[...issue.path, key].join('.')}: expected no such key, found \`${key}\``,
    }));
  const range = nodeAt(tree, issue.path)?.range;
  const found = range ? shorten(text.slice(range[0], range[1]).trim()) : '';
  return [
    {
      offset: offsetOf(tree, issue.path),
      says: `${where ? `${where}: ` : ''}expected ${issue.message}, found ${found || 'nothing'}`,
    },
  ];
}

function nodeAt(tree: Tree, path: readonly PropertyKey[]): Node | undefined {
  const node = path.length === 0 ? tree.contents : tree.getIn(path as unknown[], true);
  return (node as Node | null | undefined) ?? undefined;
}

/** Where the value stands; for a missing one, where what should hold it begins. */
function offsetOf(tree: Tree, path: readonly PropertyKey[]): number {
  const range = nodeAt(tree, path)?.range;
  if (range) return range[0];
  return path.length === 0 ? 0 : offsetOf(tree, path.slice(0, -1));
}

function offsetOfKey(tree: Tree, path: readonly PropertyKey[], key: string): number {
  const map = nodeAt(tree, path);
  const pair = isMap(map) ? map.items.find((item) => String(item.key) === key) : undefined;
  const range = (pair as Pair<ParsedNode> | undefined)?.key.range;
  return range ? range[0] : offsetOf(tree, path);
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

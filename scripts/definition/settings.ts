import * as z from 'zod';
import { fleetDefinition } from '../../shared/domain/definition/schema.ts';

/** As much of JSON Schema as our own has. */
export interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
}

/** A setting that has a value of its own. */
export interface Setting {
  /** From the top: `instance.types[].type`, `schedule.profiles.*[].at`. */
  readonly path: string;
  readonly node: Node;
  readonly isRequired: boolean;
}

/** A group of settings at the top, or a setting that stands there alone. */
export interface Group {
  readonly name: string;
  readonly node: Node;
  readonly isRequired: boolean;
  readonly settings: readonly Setting[];
}

export function groups(): Group[] {
  const schema = z.toJSONSchema(fleetDefinition, { io: 'input', target: 'draft-2020-12' });
  const top = (schema.$defs?.['Fleet'] ?? schema) as Node;
  return Object.entries(top.properties ?? {}).map(([name, node]) => {
    const isRequired = top.required?.includes(name) ?? false;
    return { name, node, isRequired, settings: settingsIn(node, name, isRequired) };
  });
}

function settingsIn(node: Node, path: string, isRequired: boolean): Setting[] {
  if (node.properties)
    return Object.entries(node.properties).flatMap(([name, own]) => {
      // A plain one that says nothing of its own is what its group is.
      const isPlain = !own.items && !own.properties && !own.additionalProperties;
      const { description } = isPlain ? node : own;
      const below = { ...(description && { description }), ...own };
      return settingsIn(below, `${path}.${name}`, node.required?.includes(name) ?? false);
    });
  if (node.items) return inList(node, node.items, { path, isRequired });
  if (typeof node.additionalProperties === 'object')
    return [
      { path, node: { ...node, type: 'names' }, isRequired },
      ...settingsIn(node.additionalProperties, `${path}.*`, isRequired),
    ];
  return [{ path, node, isRequired }];
}

/** A list of plain values is one setting; one of groups is told of, and then what its entries have. */
function inList(list: Node, items: Node, { path, isRequired }: Omit<Setting, 'node'>): Setting[] {
  const description = list.description ?? items.description;
  const { default: otherwise } = list;
  const told = { ...list, ...(description && { description }), type: 'groups' };
  if (items.properties)
    return [{ path, node: told, isRequired }, ...settingsIn(items, `${path}[]`, isRequired)];
  const node = { ...items, type: 'list', ...(description && { description }), default: otherwise };
  return [{ path, node, isRequired }];
}

const FORMS: Readonly<Record<string, string>> = {
  '90s': 'duration',
  '250ms': 'milliseconds',
  '07:30': 'local time of day',
  '2026-12-25': 'local date',
  '2026-12-31T18:00': 'local date and time',
  'America/New_York': 'IANA time zone',
};

/** What may be written there, in words. */
export function formOf({
  type,
  enum: choices,
  examples = [],
  pattern = '',
  ...node
}: Node): string {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(' or ');
  const form = FORMS[examples[0] ?? ''];
  if (type === 'groups') return 'list';
  if (type === 'names') return 'by name';
  if (type === 'list') return `list of ${form ?? 'text'}s`;
  if (form) return form;
  if (type === 'integer' || type === 'number') return numberForm(type, node);
  return pattern.startsWith('^[a-z][a-z0-9-]') ? 'name' : 'text';
}

function numberForm(type: string, node: Node): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  const what = type === 'integer' ? 'whole number' : 'number';
  const from = exclusiveMinimum === undefined ? ` from ${minimum}` : ` above ${exclusiveMinimum}`;
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const to = isBounded ? `${exclusiveMinimum === undefined ? '' : ', up'} to ${maximum}` : '';
  return `${what}${from}${exclusiveMaximum === undefined ? to : ` and below ${exclusiveMaximum}`}`;
}

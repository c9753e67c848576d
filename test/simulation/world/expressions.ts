import { AwsError } from './aws-error.ts';

export type Item = Record<string, unknown>;

export interface Names {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

/** Whether a condition holds of an item; of none, only what says that something is absent. */
export function holds(item: Item | undefined, condition: string, names: Names): boolean {
  return anyOf(condition, / OR /).some((all) =>
    anyOf(all, / AND /).every((clause) => clauseHolds(item ?? {}, clause.trim(), names)),
  );
}

const ASSIGNMENT = /(\S+) = (?:list_append\(if_not_exists\((\S+), (:\w+)\), (:\w+)\)|(:\w+))/g;

/** The item after `SET a = :a, b = list_append(if_not_exists(b, :none), :more) REMOVE c`. */
export function updated(item: Item, expression: string, names: Names): Item {
  const match = /^SET (.*?)(?: REMOVE (.*))?$/.exec(expression);
  if (!match) throw new AwsError('ValidationException', `UpdateExpression: ${expression}`);
  const after = { ...item };
  for (const [, path = '', list, none = '', more = '', value = ''] of (match[1] ?? '').matchAll(
    ASSIGNMENT,
  ))
    after[named(path, names)] =
      list === undefined
        ? valueNamed(value, names)
        : [item[named(list, names)] ?? valueNamed(none, names), valueNamed(more, names)].flat();
  for (const path of match[2]?.split(', ') ?? []) delete after[named(path, names)];
  return after;
}

function anyOf(text: string, between: RegExp): string[] {
  return text.split(between);
}

const CLAUSE = /^(\S+) (=|<=|<|>=|>) (:\S+)$/;
const FUNCTION = /^(attribute_exists|attribute_not_exists)\((\S+)\)$/;

function clauseHolds(item: Item, clause: string, names: Names): boolean {
  const presence = FUNCTION.exec(clause);
  if (presence) {
    const isThere = read(item, presence[2] ?? '', names) !== undefined;
    return isThere === (presence[1] === 'attribute_exists');
  }
  const comparison = CLAUSE.exec(clause);
  if (!comparison) throw new AwsError('ValidationException', `ConditionExpression: ${clause}`);
  const [, path = '', operator = '', name = ''] = comparison;
  return compares(read(item, path, names), operator, valueNamed(name, names));
}

/** What is absent, or of another type, compares with nothing. */
function compares(left: unknown, operator: string, right: unknown): boolean {
  if (left === undefined || typeof left !== typeof right) return false;
  if (operator === '=') return left === right;
  const [a, b] = [left as number, right as number];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function read(item: Item, path: string, names: Names): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, part) => (at as Item | undefined)?.[named(part, names)], item);
}

function named(name: string, { ExpressionAttributeNames: names = {} }: Names): string {
  if (!name.startsWith('#')) return name;
  const found = names[name];
  if (found === undefined) throw new AwsError('ValidationException', `${name} is not defined`);
  return found;
}

function valueNamed(name: string, { ExpressionAttributeValues: values = {} }: Names): unknown {
  const found = values[name];
  if (found === undefined) throw new AwsError('ValidationException', `${name} is not defined`);
  return found;
}

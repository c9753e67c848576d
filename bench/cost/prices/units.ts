/** Source: DynamoDB developer guide, "Read and write request units". */
export function readUnits(bytes: number, isConsistent = true): number {
  const units = Math.max(1, Math.ceil(bytes / 4096));
  return isConsistent ? units : units / 2;
}

export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** A message is paid for in pieces of 64 KB. Source: SNS price list. */
export function publishes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 65_536));
}

const NEST = 3;
const NEST_EACH = 1;
const names = new Map<string, number>();

/**
 * Bytes of an item as it is marshalled; 0 for what is not there.
 * Source: DynamoDB developer guide, "DynamoDB item sizes and formats".
 */
export function itemSize(item: object | undefined): number {
  if (!item) return 0;
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + nameSize(name) + valueSize(value),
    0,
  );
}

/** There are few, and they come again and again. */
function nameSize(name: string): number {
  const found = names.get(name) ?? Buffer.byteLength(name);
  names.set(name, found);
  return found;
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSize(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value))
    return value.reduce((sum: number, each) => sum + NEST_EACH + valueSize(each), NEST);
  if (typeof value !== 'object' || value === null) return 1;
  return NEST + NEST_EACH * Object.keys(value).length + itemSize(value);
}

/** A byte for each two significant digits, and one more. */
function numberSize(value: number): number {
  if (Number.isInteger(value)) return Math.ceil(digitsOf(Math.abs(value)) / 2) + 1;
  const digits = String(value)
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1;
}

/** Without the zeros at its end. */
function digitsOf(whole: number): number {
  let left = whole;
  while (left > 0 && left % 10 === 0) left /= 10;
  return left === 0 ? 0 : String(left).length;
}

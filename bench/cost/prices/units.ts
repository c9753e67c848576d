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
const known = new WeakMap<object, number>();

/**
 * Bytes of an item, or of a value in one, as it is marshalled; 0 for what is not there. An object is measured once.
 * Source: DynamoDB developer guide, "DynamoDB item sizes and formats".
 */
export function itemSize(item: object | undefined): number {
  if (!item) return 0;
  const found = known.get(item);
  if (found !== undefined) return found;
  const size = Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
  known.set(item, size);
  return size;
}

function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSize(String(value));
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value))
    return value.reduce((sum: number, each) => sum + NEST_EACH + valueSize(each), NEST);
  if (typeof value !== 'object' || value === null) return 1;
  return NEST + NEST_EACH * Object.keys(value).length + itemSize(value);
}

/** A byte for each two significant digits, and one more. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1;
}

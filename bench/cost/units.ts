import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type DynamoItem = Readonly<Record<string, AttributeValue>>;

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

/** Bytes. Source: DynamoDB developer guide, "DynamoDB item sizes and formats". */
export function itemSize(item: DynamoItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

const NEST = 3;
const NEST_EACH = 1;

function valueSize({ S, N, B, L, M, SS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberSize(N);
  if (B !== undefined) return B.byteLength;
  if (SS !== undefined) return SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if (L !== undefined) return L.reduce((sum, each) => sum + NEST_EACH + valueSize(each), NEST);
  if (M !== undefined) return NEST + NEST_EACH * Object.keys(M).length + itemSize(M);
  return 1;
}

/** A byte for each two significant digits, and one more. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1;
}

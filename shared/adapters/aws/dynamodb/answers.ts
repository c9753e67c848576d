import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Readers } from '../lean.ts';

type Values = Readonly<Record<string, AttributeValue>>;

/** The answers of reads, as DynamoDBDocumentClient gives them; it and the SDK below take three passes for it. */
export const DYNAMODB_READERS: Readers = {
  QueryCommand: (text) => {
    const { Items = [], LastEvaluatedKey } = JSON.parse(text) as {
      readonly Items?: readonly Values[];
      readonly LastEvaluatedKey?: Values;
    };
    return {
      Items: Items.map(plain),
      ...(LastEvaluatedKey && { LastEvaluatedKey: plain(LastEvaluatedKey) }),
    };
  },
  BatchGetItemCommand: (text) => {
    const { Responses = {}, UnprocessedKeys = {} } = JSON.parse(text) as {
      readonly Responses?: Readonly<Record<string, readonly Values[]>>;
      readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly Values[] }>>;
    };
    return {
      Responses: mapped(Responses, (items) => items.map(plain)),
      UnprocessedKeys: mapped(UnprocessedKeys, ({ Keys = [], ...rest }) => ({
        ...rest,
        Keys: Keys.map(plain),
      })),
    };
  },
};

function plain(values: Values): Record<string, unknown> {
  return mapped(values, plainValue);
}

/** Bytes come as Base64. Source: DynamoDB API reference, AttributeValue. */
function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return plain(value.M);
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.B !== undefined) return new Uint8Array(Buffer.from(String(value.B), 'base64'));
  if (value.NULL !== undefined) return null;
  throw new Error(`reading an item: ${Object.keys(value)} is not known here`);
}

function mapped<V, W>(values: Readonly<Record<string, V>>, of: (value: V) => W): Record<string, W> {
  const result: Record<string, W> = {};
  for (const name in values) result[name] = of(values[name] as V);
  return result;
}

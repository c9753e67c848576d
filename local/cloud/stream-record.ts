type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly L: readonly Value[] };

type Image = Readonly<Record<string, Value>>;

/** One write, as a stream of new and old images shows it. Source: DynamoDB Streams API reference, "Record". */
export interface StreamRecord {
  readonly eventSource: 'aws:dynamodb';
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly dynamodb: {
    readonly Keys: Image;
    readonly NewImage: Image;
    readonly OldImage?: Image;
    readonly StreamViewType: 'NEW_AND_OLD_IMAGES';
  };
}

/** What the stream of the heartbeat table shows of a heartbeat that was written over another, or over none. */
export function recordOf<Beat extends { readonly instanceArn: string }>(
  before: Beat | undefined,
  after: Beat,
): StreamRecord {
  return {
    eventSource: 'aws:dynamodb',
    eventName: before ? 'MODIFY' : 'INSERT',
    dynamodb: {
      Keys: { instanceArn: { S: after.instanceArn } },
      NewImage: imageOf(after),
      ...(before && { OldImage: imageOf(before) }),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

function imageOf(item: object): Image {
  return Object.fromEntries(Object.entries(item).map(([name, held]) => [name, attributeOf(held)]));
}

function attributeOf(held: unknown): Value {
  if (typeof held === 'boolean') return { BOOL: held };
  if (typeof held === 'number') return { N: String(held) };
  return Array.isArray(held) ? { L: held.map(attributeOf) } : { S: String(held) };
}

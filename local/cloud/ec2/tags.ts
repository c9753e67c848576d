import { AwsError, type Parameters } from '../query-protocol.ts';

export function tagsOf(request: Parameters): Map<string, string> {
  return new Map(
    request.list('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']),
  );
}

export function tagSetXml(tags: ReadonlyMap<string, string>) {
  return { item: [...tags].map(([key, value]) => ({ key, value })) };
}

interface Tagged {
  readonly tags: ReadonlyMap<string, string>;
}

/** What a filter of a given name compares, for one thing of a kind. */
export type FilterValues<T> = Readonly<Record<string, (thing: T) => string | undefined>>;

/**
 * Those that match all filters, each with any of its values. A name that is not known is refused, as
 * EC2 does: a misspelt filter must not look like an empty account.
 */
export function filtered<T extends Tagged>(
  request: Parameters,
  things: readonly T[],
  values: FilterValues<T>,
): T[] {
  const filters = request.list('Filter').map((filter) => ({
    read: filterValueOf(filter.text('Name') ?? '', values),
    isWanted: matcherOf(filter.texts('Value')),
  }));
  return things.filter((thing) =>
    filters.every(({ read, isWanted }) => {
      const value = read(thing);
      return value !== undefined && isWanted(value);
    }),
  );
}

/** Any number of characters for `*`, one for `?`. Source: EC2 API reference, Filter. */
export function matcherOf(values: readonly string[]): (value: string) => boolean {
  const plain = new Set(values);
  const patterns = values.filter((value) => /[*?]/.test(value)).map(patternOf);
  return (value) => plain.has(value) || patterns.some((pattern) => pattern.test(value));
}

function patternOf(value: string): RegExp {
  const literal = value.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function filterValueOf<T extends Tagged>(
  name: string,
  values: FilterValues<T>,
): (thing: T) => string | undefined {
  const tag = name.startsWith('tag:') ? name.slice('tag:'.length) : undefined;
  if (tag !== undefined) return ({ tags }) => tags.get(tag);
  const value = values[name];
  if (value) return value;
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

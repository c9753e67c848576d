import type { Parameters } from '../query-protocol.ts';

export function tagsOf(request: Parameters): Map<string, string> {
  return new Map(
    request.list('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? '']),
  );
}

export function tagSetXml(tags: ReadonlyMap<string, string>) {
  return { item: [...tags].map(([key, value]) => ({ key, value })) };
}

/** All filters must match, each with any of its values. */
export function matches(
  request: Parameters,
  filterValue: (filter: string) => string | undefined,
): boolean {
  return request.list('Filter').every((filter) => {
    const value = filterValue(filter.text('Name') ?? '');
    return value !== undefined && filter.texts('Value').includes(value);
  });
}

export function tagFilter(tags: ReadonlyMap<string, string>, filter: string): string | undefined {
  return filter.startsWith('tag:') ? tags.get(filter.slice('tag:'.length)) : undefined;
}

/** Within a payload, a text that is JSON itself: spoilt inside as well as as a whole. */
class JsonText {
  inside: unknown;
  constructor(inside: unknown) {
    this.inside = inside;
  }
}

/** What was put in: it is not spoilt further, since others hold it too. */
export class Foreign {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

export interface Node {
  readonly holder: object;
  readonly key: string;
  readonly value: unknown;
}

/** A copy that may be spoilt, with JSON within it opened. */
export function unfolded(value: unknown): unknown {
  if (typeof value === 'string') return opened(value);
  if (Array.isArray(value)) return value.map(unfolded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unfolded(each)]));
}

function opened(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return new JsonText(unfolded(JSON.parse(text)));
  } catch {
    return text;
  }
}

/** Every place of a tree. */
export function nodesOf(tree: unknown): readonly Node[] {
  if (typeof tree !== 'object' || tree === null || tree instanceof Foreign) return [];
  return Object.keys(tree).flatMap((key) => {
    const value: unknown = Reflect.get(tree, key);
    return [{ holder: tree, key, value }, ...nodesOf(value)];
  });
}

/** As a property of its own, whatever its name. */
export function put(holder: object, key: string, value: unknown): void {
  const own = { value, enumerable: true, writable: true, configurable: true };
  Reflect.defineProperty(holder, key, own);
}

/** The event itself: what was opened is closed again. */
export function whole(tree: unknown): unknown {
  if (tree instanceof Foreign) return tree.value;
  if (tree instanceof JsonText) return textOf(whole(tree.inside));
  if (Array.isArray(tree)) return tree.map(whole);
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy = {};
  for (const [key, value] of Object.entries(tree)) put(copy, key, whole(value));
  return copy;
}

/** As JSON, or what stands for a thing that has none. */
export function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '['.repeat(50_000);
  }
}

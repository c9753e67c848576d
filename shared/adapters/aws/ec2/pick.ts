/** Which tags are wanted of a `tagSet`: an instance has twice as many. */
export class Tags {
  readonly marks: ReadonlyMap<string, string>;

  constructor(names: readonly string[]) {
    this.marks = new Map(names.map((name) => [name, `<key>${name}</key>`]));
  }
}

/** What is wanted of an XML document: a text, the children of these names, tags, or all `item`s alike. */
export type Shape = 'text' | Tags | readonly [Shape] | { readonly [name: string]: Shape };

/** The same as read; what the document does not hold is left out. */
export type Picked<S> = S extends 'text'
  ? string
  : S extends Tags
    ? Readonly<Record<string, string>>
    : S extends readonly [infer Item]
      ? readonly Picked<Item>[]
      : { readonly [Name in keyof S]?: Picked<S[Name]> };

/**
 * Reads from EC2's XML what is wanted and steps over the rest: no attributes, comments or mixed content,
 * which EC2 does not send. The SDK makes objects of all of it, of which an instance has hundreds.
 */
export function pick<const S extends Shape>(xml: string, root: string, shape: S): Picked<S> {
  const open = xml.indexOf(`<${root}`);
  const start = xml.indexOf('>', open) + 1;
  if (open < 0 || start === 0) throw new Error(`reading XML: no ${root}`);
  return readContent({ xml, at: start }, root, shape) as Picked<S>;
}

interface Cursor {
  readonly xml: string;
  at: number;
}

function readContent(cursor: Cursor, name: string, shape: Shape): unknown {
  if (shape === 'text') return readText(cursor, name);
  if (shape instanceof Tags) return readTags(cursor, name, shape);
  const isList = Array.isArray(shape);
  const items: unknown[] = [];
  const found: Record<string, unknown> = {};
  for (let child = nextTag(cursor); !child.isEnd; child = nextTag(cursor)) {
    const wanted = isList ? shape[0] : (shape as Record<string, Shape>)[child.name];
    if (child.isEmpty) continue;
    if (wanted === undefined) skip(cursor, child.name);
    else if (isList) items.push(readContent(cursor, child.name, wanted));
    else found[child.name] = readContent(cursor, child.name, wanted);
  }
  return isList ? items : found;
}

interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
}

function nextTag(cursor: Cursor): Tag {
  const { xml } = cursor;
  const open = xml.indexOf('<', cursor.at);
  const close = xml.indexOf('>', open);
  if (open < 0 || close < 0) throw new Error('reading XML: it ends in the middle');
  cursor.at = close + 1;
  const isEnd = xml[open + 1] === '/';
  const isEmpty = xml[close - 1] === '/';
  return { name: xml.slice(open + (isEnd ? 2 : 1), isEmpty ? close - 1 : close), isEnd, isEmpty };
}

/** No element of EC2 lies in one of its own name but `item`, and a list is read or left as a whole. */
function skip(cursor: Cursor, name: string): void {
  const end = `</${name}>`;
  const at = cursor.xml.indexOf(end, cursor.at);
  if (at < 0) throw new Error(`reading XML: ${name} does not end`);
  cursor.at = at + end.length;
}

function readText(cursor: Cursor, name: string): string {
  const start = cursor.at;
  skip(cursor, name);
  const text = cursor.xml.slice(start, cursor.at - name.length - 3);
  return text.includes('&') ? text.replaceAll(/&(#x?)?(\w+);/g, decoded) : text;
}

/** Where a key of that name stands its value follows; no text holds a mark, since `<` is written `&lt;` there. */
function readTags(cursor: Cursor, name: string, { marks }: Tags): Record<string, string> {
  const { xml } = cursor;
  const start = cursor.at;
  skip(cursor, name);
  const end = cursor.at;
  const found: Record<string, string> = {};
  for (const [key, mark] of marks) {
    const at = xml.indexOf(mark, start);
    if (at < 0 || at >= end) continue;
    const value = { xml, at: at + mark.length };
    const tag = nextTag(value);
    found[key] = tag.isEmpty ? '' : readText(value, tag.name);
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decoded(whole: string, mark: string | undefined, name: string): string {
  if (!mark) return NAMED[name] ?? whole;
  return String.fromCodePoint(Number.parseInt(name, mark === '#x' ? 16 : 10));
}

import fc from 'fast-check';
import { sessionArnOf, urlEventOf } from '../../local/cloud/url-event.ts';
import { anything, fieldName, type Junk, junk, junkValue, SECRETS } from './junk.ts';
import { Foreign, type Node, nodesOf, put, textOf, unfolded, whole } from './tree.ts';

/** One thing done to a real payload; `at` picks the place, whatever the payload's size. */
interface Step {
  readonly kind: 'drop' | 'replace' | 'add' | 'repeat' | 'infix' | 'cut' | 'as-text';
  readonly at: number;
  readonly name: string;
  readonly junk: Junk;
}

/** How a spoilt payload comes to the function. */
type Carrier = 'plain' | 'url' | 'url in base64' | 'url, cut' | 'text, cut' | 'buffer' | 'list';

/** A bad event in few words, so that a failure can be read and repeated. */
export type Recipe =
  | { readonly junk: Junk }
  | { readonly payload: number; readonly steps: readonly Step[]; readonly carrier: Carrier };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>(
    ...(['drop', 'add', 'repeat', 'infix', 'cut', 'as-text'] as const),
    ...Array.from({ length: 5 }, () => 'replace' as const),
  ),
  at: fc.nat({ max: 1_000 }),
  name: fieldName,
  junk,
});

const carrier = fc.oneof(
  { weight: 8, arbitrary: fc.constant('plain' as const) },
  { weight: 4, arbitrary: fc.constant('url' as const) },
  fc.constantFrom<Carrier>('url in base64', 'url, cut', 'text, cut', 'buffer', 'list'),
);

export const recipe: fc.Arbitrary<Recipe> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      payload: fc.nat({ max: 100 }),
      // One fault alone is the one that a check may have forgotten.
      steps: fc.oneof(
        { weight: 3, arbitrary: fc.tuple(step) },
        { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 4 }) },
      ),
      carrier,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        junk,
        anything.map((value) => ({ value })),
      )
      .map((one) => ({ junk: one })),
  },
);

/** The event that a recipe makes of the payloads of a function. */
export function baked(recipeOf: Recipe, payloads: readonly object[]): unknown {
  if ('junk' in recipeOf) return junkValue(recipeOf.junk);
  const payload = payloads[recipeOf.payload % payloads.length] ?? {};
  const isCarried = recipeOf.carrier === 'url' && !('requestContext' in payload);
  const tree = unfolded(isCarried ? overUrl(JSON.stringify(payload)) : payload);
  const spoilt = recipeOf.steps.reduce(taken, tree);
  return carried(whole(spoilt), recipeOf);
}

function overUrl(body: string, isBase64Encoded = false): object {
  const userArn = sessionArnOf('user/noc');
  return { ...urlEventOf({ method: 'POST', body, userArn }), isBase64Encoded };
}

function carried(event: unknown, { carrier: by, steps }: Extract<Recipe, { carrier: Carrier }>) {
  const text = textOf(event);
  const part = text.slice(0, (steps[0]?.at ?? 0) % Math.max(1, text.length));
  switch (by) {
    case 'plain':
    case 'url':
      return event;
    case 'url in base64':
      return overUrl(Buffer.from(text).toString('base64'), true);
    case 'url, cut':
      return overUrl(part);
    case 'text, cut':
      return part;
    case 'buffer':
      return Buffer.from(part);
    case 'list':
      return [event];
  }
}

function taken(tree: unknown, { kind, at, name, junk: by }: Step): unknown {
  const nodes = nodesOf(tree);
  const foreign = new Foreign(junkValue(by));
  const node = nodes[at % nodes.length];
  if (!node) return foreign;
  switch (kind) {
    case 'drop':
      Reflect.deleteProperty(node.holder, node.key);
      return tree;
    case 'replace':
      put(node.holder, node.key, foreign);
      return tree;
    case 'add':
      put(node.holder, Array.isArray(node.holder) ? String(at) : name, foreign);
      return tree;
    default:
      put(node.holder, node.key, changed(kind, node, at));
      return tree;
  }
}

function changed(kind: 'repeat' | 'infix' | 'cut' | 'as-text', { value }: Node, at: number) {
  switch (kind) {
    case 'repeat':
      return Array.isArray(value) ? value.concat(value) : [value, value];
    case 'infix':
      return typeof value === 'string' ? infixed(value, at) : SECRETS[at % SECRETS.length];
    case 'cut':
      return typeof value === 'string' ? value.slice(0, at % (value.length + 1)) : undefined;
    case 'as-text':
      return typeof value === 'string' ? Number(value) : textOf(whole(value));
  }
}

/** An identity is not what its bearer writes: a secret in the middle of one would be Lambda's own. */
function infixed(text: string, at: number): string {
  if (text.startsWith('arn:')) return text.slice(1);
  const middle = at % (text.length + 1);
  return `${text.slice(0, middle)}${SECRETS[at % SECRETS.length]}${text.slice(middle)}`;
}

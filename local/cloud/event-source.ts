import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A value for each name, or a list of which one must be there. */
type Pattern = { readonly [name: string]: Pattern | readonly (string | boolean)[] };

interface Deployed {
  readonly batchSize: number;
  readonly filterPatterns: readonly Pattern[];
}

/** Records on their way from a stream to a function: those that the deployed filter lets through, in batches. */
export interface EventSource<Item extends object> {
  put(record: Item): void;
  /** What has come since the last time, as the function is called with it. */
  take(): { readonly Records: readonly Item[] }[];
}

/** The event source of that function, as serverless.yml deploys it. */
export function openEventSource<Item extends object>(name: string): EventSource<Item> {
  const { batchSize, filterPatterns } = deployedTo(name);
  const waiting: Item[] = [];
  return {
    put: (record) => {
      if (filterPatterns.some((pattern) => matches(pattern, record))) waiting.push(record);
    },
    take: () => {
      const records = waiting.splice(0);
      const count = Math.ceil(records.length / batchSize);
      return Array.from({ length: count }, (_, index) => ({
        Records: records.slice(index * batchSize, (index + 1) * batchSize),
      }));
    },
  };
}

function deployedTo(name: string): Deployed {
  const text = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  // The tags of CloudFormation are not resolved here.
  const { functions } = parse(text, { logLevel: 'error' }) as {
    readonly functions: Record<string, { readonly events?: readonly { stream?: Deployed }[] }>;
  };
  const stream = functions[name]?.events?.find((event) => event.stream)?.stream;
  if (!stream) throw new Error(`the event source of ${name}: serverless.yml has none`);
  return stream;
}

/** Source: Lambda developer guide, "Filter rule syntax"; of the rules only equality, since no other is deployed. */
function matches(pattern: Pattern, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([name, wanted]) => {
    const held = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (!Array.isArray(wanted)) return matches(wanted as Pattern, held);
    const rule = wanted.find((each) => typeof each === 'object');
    if (rule) throw new Error(`a filter: no such rule here, ${JSON.stringify(rule)}`);
    return wanted.includes(held);
  });
}

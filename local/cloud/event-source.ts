import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Rule = string | boolean | { readonly exists: boolean };

/** For each name a pattern of what it holds, or rules of which one must hold. */
type Pattern = { readonly [name: string]: Pattern | readonly Rule[] };

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

/** Source: Lambda developer guide, "Filter rule syntax"; of the rules those that are deployed. */
function matches(pattern: Pattern, value: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const held = isObject(value) ? value[name] : undefined;
    return isRules(wanted) ? wanted.some((rule) => allows(rule, held)) : matches(wanted, held);
  });
}

function allows(rule: Rule, held: unknown): boolean {
  if (typeof rule !== 'object') return rule === held;
  if (typeof rule.exists !== 'boolean')
    throw new Error(`a filter: no such rule here, ${JSON.stringify(rule)}`);
  return rule.exists === (held !== undefined);
}

function isRules(wanted: Pattern | readonly Rule[]): wanted is readonly Rule[] {
  return Array.isArray(wanted);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

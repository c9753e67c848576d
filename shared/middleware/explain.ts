import * as z from 'zod';
import { kindOf, shown } from '../domain/input-invalid.ts';
import { OperatingError } from '../domain/operating-error.ts';

type Issue = z.core.$ZodIssue;

/** One fault, for the sender and for the log. */
interface Fault {
  readonly told: string;
  readonly logged: string;
}

const FAULTS_MAX = 5;

/** What is wrong with an input: each fault, with what is allowed and what was found; the first few stand for the rest. */
export function explain(
  schema: z.ZodType,
  input: unknown,
  issues: readonly Issue[],
): OperatingError {
  const faults = issues.slice(0, FAULTS_MAX).flatMap((issue) => faultsOf(schema, input, issue));
  const shownFaults = faults.slice(0, FAULTS_MAX);
  const isMore = issues.length > FAULTS_MAX || faults.length > FAULTS_MAX;
  const text = (of: keyof Fault) =>
    [...shownFaults.map((fault) => fault[of]), ...(isMore ? ['and more'] : [])].join('; ');
  return new OperatingError('input-invalid', text('told'), { logged: text('logged') });
}

function faultsOf(schema: z.ZodType, input: unknown, issue: Issue): Fault[] {
  const where = issue.path.join('.') || 'the event';
  if (issue.code === 'unrecognized_keys') return unknownFields(fieldsOf(schema, input), issue.keys);
  const found = valueAt(input, issue.path);
  const expected = `${where}: expected ${issue.message}`;
  return [
    { told: `${expected}, found ${shown(found)}`, logged: `${expected}, found ${kindOf(found)}` },
  ];
}

/** The name of a field came with the event as its value did: the log has neither. */
function unknownFields(fields: readonly string[], keys: readonly string[]): Fault[] {
  const says = `no such field; allowed are ${fields.join(', ')}`;
  return keys.slice(0, FAULTS_MAX + 1).map((key) => ({
    told: `${key.slice(0, 60)}: ${says}`,
    logged: `a name of ${key.length} characters: ${says}`,
  }));
}

/** The fields of an object; of a choice between objects those of the one that was meant. */
function fieldsOf(schema: z.core.$ZodType, input: unknown): string[] {
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in, input);
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  const { discriminator } = schema.def;
  const meant = valueAt(input, [discriminator]);
  const option = schema.options.find((each) => {
    const object = each instanceof z.ZodPipe ? each.in : each;
    return object instanceof z.ZodObject && object.shape[discriminator]?.safeParse(meant).success;
  });
  return option ? fieldsOf(option, input) : [];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  );
}

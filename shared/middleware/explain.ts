import * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with an input: a line for each fault, with what is allowed and what was found. */
export function explain(schema: z.ZodType, input: unknown, issues: readonly Issue[]): string {
  return issues.flatMap((issue) => linesOf(schema, input, issue)).join('; ');
}

function linesOf(schema: z.ZodType, input: unknown, issue: Issue): string[] {
  const where = issue.path.join('.') || 'the event';
  if (issue.code === 'unrecognized_keys') {
    const allowed = fieldsOf(schema, input).join(', ');
    return issue.keys.map((key) => `${key}: no such field; allowed are ${allowed}`);
  }
  return [`${where}: expected ${issue.message}, found ${show(valueAt(input, issue.path))}`];
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

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

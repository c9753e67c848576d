import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { formOf, type Group, groups, type Setting } from './settings.ts';

export const EXAMPLE_FILE = 'docs/example-fleet.yml';

const OPENING = `# The definition of a fleet

<!-- Made by \`npm run schema\` from the schema that checks and from ${EXAMPLE_FILE}: do not edit. -->

One YAML file for each fleet, in \`fleets/\`. Editors complete it from \`fleets/fleet.schema.json\`; \`asterfleet validate\` tells each
mistake with its line, and so does the build, which deploys nothing then. What a change would do is seen before it is made:
\`asterfleet plan --definition FILE\` and \`asterfleet replay --history --definition FILE\`. [fleets/in-ngn.yml](../fleets/in-ngn.yml) is a
whole one; [example-fleet.yml](example-fleet.yml) has every setting once, and the examples below are its own.

Durations have their unit: \`90s\`, \`30m\`, \`2h\`, \`1d\`. Times without an offset are local, in \`timeZone\`. Names are lower-case letters, digits
and dashes. \`[]\` marks each entry of a list, \`*\` a name that you choose.
`;

/** The whole text of docs/definition.md. */
export function definitionDocument(): string {
  const example = parse(readFileSync(EXAMPLE_FILE, 'utf8')) as Readonly<Record<string, unknown>>;
  const all = groups();
  const alone = all.filter(({ node }) => !node.properties);
  const together = all.filter(({ node }) => node.properties);
  return [
    OPENING,
    '## At the top\n',
    table(
      alone.flatMap(({ settings }) => settings),
      example,
    ),
    ...together.flatMap((group) => section(group, example)),
  ].join('\n');
}

function section(
  { name, node, isRequired, settings }: Group,
  example: Readonly<Record<string, unknown>>,
) {
  const { description } = node;
  const own = stringify({ [name]: example[name] }, { indent: 2, lineWidth: 100 });
  return [
    `## ${name}\n`,
    `${description}.${isRequired ? '' : ' The whole group may be left out.'}\n`,
    table(settings, example),
    `\`\`\`yaml\n${own}\`\`\`\n`,
  ];
}

function table(settings: readonly Setting[], example: Readonly<Record<string, unknown>>): string {
  const lines = settings.map((setting) => `| ${cellsOf(setting, example).join(' | ')} |`);
  return `| setting | | form | unless said | example |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function cellsOf({ path, node, isRequired }: Setting, example: unknown): string[] {
  const unsaid =
    node.default === undefined ? (isRequired ? 'must be said' : '') : shown(node.default);
  const name = path.replaceAll('*', '\\*');
  return [name, node.description ?? '', formOf(node), unsaid, shown(exampleOf(path, example))];
}

/** In a cell; what is longer stands in the block below. */
function shown(value: unknown): string {
  const isLong = Array.isArray(value) ? typeof value[0] === 'object' : typeof value === 'object';
  if (isLong) return '';
  return value === undefined ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

/** The first value that stands at that path; undefined where the example lacks it. */
export function exampleOf(path: string, example: unknown): unknown {
  const steps = path.replaceAll('[]', '.[]').split('.');
  let values: readonly unknown[] = [example];
  for (const step of steps) values = values.flatMap((value) => below(value, step));
  return values[0];
}

function below(value: unknown, step: string): readonly unknown[] {
  if (step === '[]') return Array.isArray(value) ? value : [];
  if (typeof value !== 'object' || value === null) return [];
  const found = step === '*' ? Object.values(value) : [Reflect.get(value, step)];
  return found.filter((each) => each !== undefined);
}

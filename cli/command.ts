import { parseArgs } from 'node:util';
import { EXITS, notUnderstood } from './errors.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly usage: string;
  /** The result is the exit code. Throws CommandError. */
  run(argv: readonly string[], terminal: Terminal): Promise<number>;
}

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the usage: `MINUTES`. */
  readonly value?: string;
  /** One line, or several. */
  readonly says: string;
}

type Options = Readonly<Record<string, Option>>;

type ValueOf<One extends Option> = One['type'] extends 'boolean' ? boolean : string;
/** What was given; what was not is undefined. */
export type Values<All extends Options> = {
  readonly [Name in keyof All]?:
    | (All[Name] extends { readonly multiple: true }
        ? readonly ValueOf<All[Name]>[]
        : ValueOf<All[Name]>)
    | undefined;
};

export interface Given<All extends Options> {
  readonly values: Values<All>;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
}

export interface Definition<All extends Options> {
  /** With its positionals: `drain SLOT`. */
  readonly synopsis: string;
  /** What it does, and what a newcomer must know of it; lines of at most a hundred characters. */
  readonly says: string;
  readonly options: All;
  readonly examples: readonly string[];
  /** What more there is to say, below the options. */
  readonly more?: string;
  run(given: Given<All>): Promise<number>;
}

const HELP = { help: { type: 'boolean', says: 'this text' } } as const;

/** A command with a usage that is made from its options, so that neither can be without the other. */
export function command<const All extends Options>(definition: Definition<All>): Command {
  const usage = usageOf(definition);
  return {
    usage,
    run: async (argv, terminal) => {
      const { values, positionals } = parse(definition, argv);
      if (values['help'] !== true)
        return definition.run({ values: values as Values<All>, positionals, terminal });
      terminal.out(usage);
      return 0;
    },
  };
}

function parse<All extends Options>(
  { options, synopsis }: Definition<All>,
  argv: readonly string[],
) {
  const [name = ''] = synopsis.split(' ');
  const help = `asterfleet ${name} --help`;
  try {
    const all: Options = { ...options, ...HELP };
    const parsed = parseArgs({ args: [...argv], options: all, allowPositionals: true });
    const most = positionalsIn(synopsis);
    const extra = parsed.positionals[most];
    if (extra === undefined) return parsed;
    throw new Error(`expected ${most || 'no'} parameter${most === 1 ? '' : 's'}, found ${extra}`);
  } catch (error) {
    throw notUnderstood(
      (error as Error).message.replace(/\. To specify a positional.*$/s, ''),
      help,
    );
  }
}

function positionalsIn(synopsis: string): number {
  const words = synopsis.split(' ').slice(1);
  return words.filter((word) => /^\[?[A-Z]+\]?$/.test(word)).length;
}

function usageOf(definition: Definition<Options>): string {
  const { synopsis, says, options, examples, more } = definition;
  const lines = Object.entries<Option>({ ...options, ...HELP });
  const left = lines.map(([name, { value }]) => `  --${name}${value ? ` ${value}` : ''}`);
  const width = Math.max(...left.map(({ length }) => length)) + 2;
  const described = lines.map(([, { says: text }], index) => {
    const [first, ...others] = text.split('\n');
    return [
      `${(left[index] ?? '').padEnd(width)}${first}`,
      ...others.map((line) => `${''.padEnd(width)}${line}`),
    ].join('\n');
  });
  return [
    `asterfleet ${synopsis} [options]`,
    says.trim(),
    described.join('\n'),
    ...(more ? [more.trim()] : []),
    examples.map((example) => `  ${example}`).join('\n'),
    EXITS,
  ].join('\n\n');
}

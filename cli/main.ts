import type { Command } from './command.ts';
import { CommandError, EXIT, EXITS, notUnderstood } from './errors.ts';
import { styled } from './output/style.ts';
import type { Terminal } from './terminal.ts';

/** A command, loaded when it is used. */
interface Entry {
  /** One line. */
  readonly says: string;
  readonly load: () => Promise<Command>;
}

/** Headings, and under each the commands by their names. */
export type Table = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** Runs the command that is named; the result is the exit code. Never throws. */
export async function main(
  argv: readonly string[],
  { table, about }: { readonly table: Table; readonly about: string },
  terminal: Terminal,
): Promise<number> {
  const [name = '', ...rest] = argv;
  try {
    if (name === '' || name === '--help' || name === 'help')
      return await help(rest[0], { table, about }, terminal);
    const command = await found(name, table).load();
    return await command.run(rest, terminal);
  } catch (error) {
    return failed(error, argv, terminal);
  }
}

async function help(
  name: string | undefined,
  { table, about }: { readonly table: Table; readonly about: string },
  terminal: Terminal,
): Promise<number> {
  terminal.out(name ? (await found(name, table).load()).usage : usageOf(table, about));
  return EXIT.done;
}

function found(name: string, table: Table): Entry {
  const all = Object.assign({}, ...Object.values(table)) as Record<string, Entry>;
  const entry = Object.hasOwn(all, name) ? all[name] : undefined;
  if (entry) return entry;
  const names = Object.keys(all).join(', ');
  throw notUnderstood(`expected one of ${names}, found ${name}`, 'asterfleet --help');
}

function usageOf(table: Table, about: string): string {
  const names = Object.values(table).flatMap((entries) => Object.keys(entries));
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const sections = Object.entries(table).map(([heading, entries]) =>
    [
      heading,
      ...Object.entries(entries).map(([name, { says }]) => `  ${name.padEnd(width)}${says}`),
    ].join('\n'),
  );
  const opening = 'asterfleet COMMAND [options]      asterfleet COMMAND --help says more';
  return [opening, ...sections, ...(about ? [about.trim()] : []), EXITS].join('\n\n');
}

/** What a person can mend is told in a line, with what to do next; anything else with its stack. */
function failed(error: unknown, argv: readonly string[], terminal: Terminal): number {
  const known = error instanceof CommandError ? error : undefined;
  const { exitCode = EXIT.failed, next } = known ?? {};
  const message = error instanceof Error ? error.message : String(error);
  if (argv.includes('--json')) {
    terminal.out(`${JSON.stringify({ failed: message, ...(next && { next }), exitCode })}\n`);
    return exitCode;
  }
  const stack = known ? '' : `${error instanceof Error ? error.stack : ''}\n`;
  terminal.err(stack || `${styled(terminal, 'red', 'asterfleet:')} ${message}\n`);
  if (next) terminal.err(`${styled(terminal, 'bold', 'next:')} ${next}\n`);
  return exitCode;
}

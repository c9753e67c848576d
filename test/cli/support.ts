import { main } from '../../cli/main.ts';
import { ABOUT, TABLE } from '../../cli/table.ts';
import type { Terminal } from '../../cli/terminal.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Setting {
  readonly environment?: NodeJS.ProcessEnv;
  /** What a person types; without it nobody sits there. */
  readonly answer?: string;
  readonly hasColours?: boolean;
}

/** The command in this process, as a terminal would see it. */
export async function asterfleet(argv: readonly string[], setting: Setting = {}): Promise<Said> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    hasColours: setting.hasColours ?? false,
    columns: 104,
    environment: { ASTERFLEET_ACTOR: 'ada', ...setting.environment },
    ask: async (question) => {
      err += question;
      return setting.answer;
    },
  };
  const code = await main(argv, { table: TABLE, about: ABOUT }, terminal);
  return { code, out, err };
}

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('get-tools.sh', import.meta.url));
const FOLDER = resolve(process.env['LAB_FOLDER'] ?? '.lab');

/** The real programs, and where they may leave what they write. */
export interface Tools {
  readonly asterisk: string;
  readonly asteriskModules: string;
  readonly asteriskData: string;
  readonly kamailio: string;
  readonly kamailioModules: string;
  readonly sipp: string;
  /** Where `nsd`, `nsd-checkzone` and `nsd-control` are, and nothing but launchers. */
  readonly commands: string;
}

/** Gets what is missing from Debian's packages; a second time it only looks. */
export function getTools(): Tools {
  const root = join(FOLDER, 'tools');
  execFileSync(SCRIPT, [root], { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    asterisk: join(root, 'bin/asterisk'),
    asteriskModules: join(root, 'modules-of-asterisk'),
    asteriskData: join(root, 'asterisk/usr/share/asterisk'),
    kamailio: join(root, 'bin/kamailio'),
    kamailioModules: join(root, 'modules-of-kamailio'),
    sipp: join(root, 'bin/sipp'),
    commands: join(root, 'bin'),
  };
}

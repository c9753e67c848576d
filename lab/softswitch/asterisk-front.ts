import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';

/** What a carrier is given, and what it would change in it. */
const SHIPPED = new URL('../../softswitch/asterisk/', import.meta.url);
const CHANGES = {
  'pjsip.conf': { '192.0.2.10:5060': '@{address}:5060', '192.0.2.128/25': '127.0.20.0/24' },
  'extensions.conf': { 'FLEET = IN_NGN': 'FLEET = LAB' },
} as const;
const MODULES =
  `res_timing_timerfd pbx_config func_callerid func_cut func_global func_lock func_logic func_strings func_math
  codec_ulaw codec_alaw codec_gsm bridge_simple res_rtp_asterisk app_dial app_verbose app_stack
  res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_pjsip res_pjsip_pubsub
  res_pjsip_outbound_registration res_pjsip_session res_pjsip_caller_id res_pjsip_endpoint_identifier_ip
  res_pjsip_sdp_rtp res_pjsip_nat res_pjsip_rfc3326 chan_pjsip`.split(/\s+/);
const START_MS = 15_000;
const LOOK_MS = 100;

/** A real Asterisk in front of the fleet. */
export interface AsteriskFront {
  readonly address: string;
  /** What its follower writes, reads back and does. */
  readonly following: readonly string[];
  /** One line on its CLI. */
  command(text: string): Promise<string>;
  close(): Promise<void>;
}

export async function startAsteriskFront(
  tools: Tools,
  folder: string,
  address: string,
): Promise<AsteriskFront> {
  const etc = join(folder, 'etc');
  for (const each of ['etc/asterfleet', 'run', 'lib', 'spool', 'log'])
    mkdirSync(join(folder, each), { recursive: true });
  for (const [name, changes] of Object.entries(CHANGES))
    writeFileSync(join(etc, name), changed(name, changes).replaceAll('@{address}', address));
  const configuration = join(etc, 'asterisk.conf');
  writeFileSync(configuration, asteriskConf(tools, folder));
  const modules = MODULES.map((name) => `load = ${name}.so`);
  writeFileSync(
    join(etc, 'modules.conf'),
    ['[modules]', 'autoload = no', ...modules, ''].join('\n'),
  );
  writeFileSync(join(etc, 'logger.conf'), '[logfiles]\nmessages.log => notice,warning,error\n');
  const program = start({
    program: tools.asterisk,
    arguments: ['-f', '-C', configuration],
    log: join(folder, 'log/console'),
  });
  const command = async (text: string) => {
    const { stdout } = await promisify(execFile)(tools.asterisk, [
      '-C',
      configuration,
      '-rx',
      text,
    ]);
    return stdout;
  };
  await booted(command);
  const cli = (text: string) => `'${tools.asterisk}' -C '${configuration}' -rx '${text}'`;
  return {
    address,
    following: [
      ...['--write', `asterisk-pjsip=${join(etc, 'asterfleet/pjsip.conf')}`],
      ...['--write', `asterisk-globals=${join(etc, 'asterfleet/globals.conf')}`],
      ...['--on-change', `${cli('module reload res_pjsip.so')} && ${cli('dialplan reload')}`],
      ...['--verify', cli('pjsip show contacts')],
    ],
    command,
    close: async () => {
      program.kill('SIGKILL');
      await program.ended;
    },
  };
}

function changed(name: string, changes: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(name, SHIPPED), 'utf8');
  return Object.entries(changes).reduce((before, [shipped, own]) => {
    if (!before.includes(shipped)) throw new Error(`${name}: no ${shipped}`);
    return before.replace(shipped, own);
  }, text);
}

function asteriskConf(tools: Tools, folder: string): string {
  const directories = {
    astetcdir: join(folder, 'etc'),
    astrundir: join(folder, 'run'),
    astmoddir: tools.asteriskModules,
    astvarlibdir: join(folder, 'lib'),
    astdbdir: join(folder, 'lib'),
    astkeydir: join(folder, 'lib'),
    astdatadir: tools.asteriskData,
    astagidir: join(folder, 'lib'),
    astspooldir: join(folder, 'spool'),
    astlogdir: join(folder, 'log'),
  };
  const lines = Object.entries(directories).map(([name, path]) => `${name} => ${path}`);
  return ['[directories]', ...lines, '[options]', 'nocolor = yes', 'dontwarn = yes', ''].join('\n');
}

async function booted(command: (text: string) => Promise<string>): Promise<void> {
  const untilMs = performance.now() + START_MS;
  for (;;) {
    const said = await command('core waitfullybooted').catch(String);
    if (said.includes('fully booted')) return;
    if (performance.now() > untilMs) throw new Error(`starting the front: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

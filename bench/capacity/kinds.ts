import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlPortOf } from '../../lab/callers/callers.ts';
import { type Process, start } from '../../lab/processes.ts';
import type { Tools } from '../../lab/tools/tools.ts';

const TEMPLATES = fileURLToPath(new URL('../../instance/asterisk', import.meta.url));
const ANSWER = new URL('answer.xml', import.meta.url);
const ROOM_SIZE = 3;
const ROOMS = 2_000;

interface Codec {
  readonly name: 'alaw' | 'gsm';
  readonly payload: number;
  readonly sipName: string;
  readonly address: string;
}

const CODECS: readonly Codec[] = [
  { name: 'alaw', payload: 8, sipName: 'PCMA', address: '127.0.20.201' },
  { name: 'gsm', payload: 3, sipName: 'GSM', address: '127.0.20.202' },
];

/** What the calls of a measurement do. */
export interface Kind {
  readonly name: string;
  /** What each caller dials, in turn. */
  readonly numbers: readonly string[];
  /** Channels that a call takes in Asterisk. */
  readonly channels: number;
}

export const KINDS: readonly Kind[] = [
  { name: 'announcement', numbers: ['tone'], channels: 1 },
  { name: 'echo', numbers: ['echo'], channels: 1 },
  {
    name: 'conference of three',
    numbers: Array.from(
      { length: ROOMS * ROOM_SIZE },
      (_, index) => `room${Math.floor(index / ROOM_SIZE)}`,
    ),
    channels: 1,
  },
  { name: 'second leg, ulaw to alaw', numbers: ['to-alaw'], channels: 2 },
  { name: 'second leg, ulaw to gsm', numbers: ['to-gsm'], channels: 2 },
];

/** The project's configuration, with second legs of another codec to dial. */
export function benchTemplates(): string {
  const folder = mkdtempSync(join(tmpdir(), 'asterfleet-capacity-'));
  cpSync(TEMPLATES, folder, { recursive: true });
  const append = (file: string, lines: readonly string[]) => {
    const path = join(folder, file);
    writeFileSync(path, `${readFileSync(path, 'utf8')}\n${lines.join('\n')}\n`);
  };
  append('extensions.conf', [
    '[from-softswitch]',
    ...CODECS.flatMap(({ name, address }) => [
      `exten => to-${name},1,Dial(PJSIP/to-${name}/sip:${name}@${address}:5060)`,
      ' same => n,Hangup()',
    ]),
  ]);
  append(
    'pjsip.conf',
    CODECS.flatMap(({ name }) => [`[to-${name}](leg)`, 'disallow = all', `allow = ${name}`]),
  );
  return folder;
}

/** Those who answer the second legs and send back what they hear. */
export function startAnswering(tools: Tools, folder: string): Process[] {
  return CODECS.map(({ name, payload, sipName, address }) => {
    const scenario = join(folder, `answer-${name}.xml`);
    const text = readFileSync(ANSWER, 'utf8').replaceAll('@{payload}', String(payload));
    writeFileSync(scenario, text.replaceAll('@{codec}', sipName));
    const control = ['-cp', String(controlPortOf(address)), '-nostdin'];
    const own = ['-i', address, '-p', '5060', '-mi', address, '-rtp_echo', ...control];
    return start({
      program: tools.sipp,
      arguments: ['-sf', scenario, ...own],
      folder,
      log: join(folder, `answer-${name}`),
    });
  });
}

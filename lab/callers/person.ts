import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { amplitudeOf, decodeUlaw, toneOf } from './g711.ts';

const PACKET_SAMPLES = 160;
const PACKET_MS = 20;
const HEADER_BYTES = 12;
const SYNCHRONISATION = 7;
/** An announcement is heard to its end before the final answer. */
const ANSWER_MS = 15_000;
const LOOK_MS = 5;

export interface PersonOptions {
  /** Where this caller speaks from. */
  readonly address: string;
  readonly target: string;
  readonly extension: string;
  /** What this caller sends; silence if nothing. */
  readonly speaksHertz?: number;
  readonly seconds: number;
}

/** What a caller got to hear. */
export interface Heard {
  /** The final answer to the call. */
  readonly status: number;
  readonly packets: number;
  /** Where it was told to speak to, and to send what follows. */
  readonly told: { readonly media: string | undefined; readonly contact: string };
  amplitude(hertz: number): number;
}

/** One caller who listens: to the answer, and to early media before it. */
export async function callAndListen(options: PersonOptions): Promise<Heard> {
  const { address, seconds } = options;
  const sip = await boundSocket(address, 0);
  const media = await boundSocket(address, 0);
  const samples: number[] = [];
  let packets = 0;
  // Where it is told to speak to may be nowhere.
  media.on('error', () => undefined);
  media.on('message', (packet) => {
    packets += 1;
    for (const code of packet.subarray(HEADER_BYTES)) samples.push(decodeUlaw(code));
  });
  const dialog = createDialog(sip, media.address().port, options);
  try {
    const status = await dialog.invite((far) => speak(media, far, options));
    if (status < 300) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      await dialog.bye();
    }
    const amplitude = (hertz: number) => amplitudeOf(samples, hertz);
    return { status, packets, told: dialog.told(), amplitude };
  } finally {
    dialog.close();
    sip.close();
    media.close();
  }
}

async function boundSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

interface Far {
  readonly host: string;
  readonly port: number;
}

/** Speaks until it is told to stop; a packet that is late is followed by the next at once. */
function speak(media: Socket, { host, port }: Far, { speaksHertz }: PersonOptions): () => void {
  const sound = speaksHertz ? toneOf(speaksHertz, 8_000) : new Uint8Array(8_000).fill(0xff);
  const beganMs = performance.now();
  let index = 0;
  const timer = setInterval(() => {
    for (; beganMs + index * PACKET_MS <= performance.now(); index += 1)
      media.send(packetOf(sound, index), port, host, () => undefined);
  }, PACKET_MS / 4);
  return () => clearInterval(timer);
}

function packetOf(sound: Uint8Array, index: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(0x80, 0);
  header.writeUInt16BE(index & 0xffff, 2);
  header.writeUInt32BE(index * PACKET_SAMPLES, 4);
  header.writeUInt32BE(SYNCHRONISATION, 8);
  const from = (index * PACKET_SAMPLES) % sound.length;
  return Buffer.concat([header, sound.subarray(from, from + PACKET_SAMPLES)]);
}

interface Dialog {
  /** The final status; `talk` begins as soon as there is somebody to talk to. */
  invite(talk: (far: Far) => () => void): Promise<number>;
  bye(): Promise<void>;
  told(): Heard['told'];
  close(): void;
}

function createDialog(sip: Socket, mediaPort: number, options: PersonOptions): Dialog {
  const { address, target, extension } = options;
  const { port } = sip.address();
  const uri = `sip:${extension}@${target}:5060`;
  const callId = randomBytes(12).toString('hex');
  let to = `<${uri}>`;
  let remote = uri;
  let routes: readonly string[] = [];
  let silence: (() => void) | undefined;
  let told: Heard['told'] = { media: undefined, contact: '' };
  const send = (method: string, sequence: number, offer = '') => {
    const own = { address, port, callId };
    sip.send(requestOf({ own, method, sequence, remote, routes, to, offer }), 5060, target);
  };
  const take = answersOn(sip);
  return {
    invite: async (talk) => {
      send('INVITE', 1, offerOf(address, mediaPort));
      for (;;) {
        const answer = await take('INVITE');
        if (answer.media && !silence) silence = talk(answer.media);
        told = { media: answer.media?.host ?? told.media, contact: answer.contact };
        if (answer.status < 200) continue;
        ({ to } = answer);
        if (answer.status < 300)
          ({ remote, routes } = { remote: answer.contact, routes: answer.routes });
        send('ACK', 1);
        return answer.status;
      }
    },
    bye: async () => {
      send('BYE', 2);
      await take('BYE');
    },
    told: () => told,
    close: () => silence?.(),
  };
}

/** Several may come at once: each is kept until it is asked for. */
function answersOn(sip: Socket): (method: string) => Promise<Answer> {
  const answers: Answer[] = [];
  sip.on('message', (bytes) => {
    const answer = answerIn(bytes.toString('utf8'));
    if (answer) answers.push(answer);
  });
  return async (method) => {
    const untilMs = performance.now() + ANSWER_MS;
    for (;;) {
      const index = answers.findIndex((answer) => answer.method === method);
      const [answer] = index < 0 ? [] : answers.splice(index, 1);
      if (answer) return answer;
      if (performance.now() > untilMs) throw new Error(`${method}: no answer in ${ANSWER_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
}

interface Request {
  readonly own: { readonly address: string; readonly port: number; readonly callId: string };
  readonly method: string;
  readonly sequence: number;
  readonly remote: string;
  readonly routes: readonly string[];
  readonly to: string;
  readonly offer: string;
}

function requestOf({ own, method, sequence, remote, routes, to, offer }: Request): string {
  const { address, port, callId } = own;
  const lines = [
    `${method} ${remote} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${randomBytes(8).toString('hex')}`,
    ...routes.map((route) => `Route: ${route}`),
    'Max-Forwards: 70',
    `From: <sip:person@${address}>;tag=${callId.slice(0, 8)}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    `Contact: <sip:person@${address}:${port}>`,
    ...(offer ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${offer.length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${offer}`;
}

interface Answer {
  readonly status: number;
  readonly method: string;
  readonly to: string;
  readonly contact: string;
  /** In the order in which the next request goes through them. */
  readonly routes: readonly string[];
  readonly media: Far | undefined;
}

function answerIn(text: string): Answer | undefined {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  const header = (name: string) => new RegExp(`^${name}:\\s*(.*?)\\r`, 'im').exec(text)?.[1] ?? '';
  if (!status) return undefined;
  const host = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
  const port = Number(/^m=audio (\d+)/m.exec(text)?.[1]);
  return {
    status: Number(status),
    method: header('CSeq').split(' ')[1] ?? '',
    to: header('To'),
    contact: /<([^>]+)>/.exec(header('Contact'))?.[1] ?? '',
    routes: [...text.matchAll(/^Record-Route:\s*(.*?)\r/gim)]
      .map(([, route]) => route ?? '')
      .toReversed(),
    media: host && port ? { host, port } : undefined,
  };
}

function offerOf(address: string, port: number): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n');
}

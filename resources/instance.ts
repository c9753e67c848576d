// What an instance is given: its user data, and the parameters that hold the project's `instance` folder.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import type { FleetDefinition } from '../shared/domain/definition/schema.ts';

const FOLDER = fileURLToPath(new URL('../instance/', import.meta.url));
const PARTS = ['agent', 'asterisk', 'host'];
/** What fetches the rest; the user data itself is too small for all of it. */
const BOOT = ['__init__.py', 'aws.py', 'fetch.py', 'metadata.py'];

/** Bytes, before they are encoded. Source: EC2 user guide, "Instance user data". */
export const USER_DATA_MAX = 16_384;
/** Characters of a standard parameter. Source: Systems Manager API reference. */
const PARAMETER_MAX = 4_096;
/** Each name of one stands in the user data. */
const PARAMETERS_MAX = 16;
const BLOCK = 512;

interface InstanceFile {
  /** Below `instance`, with `/` between its parts. */
  readonly path: string;
  readonly content: Buffer;
}

interface Setting {
  /** Of the deployed service. */
  readonly name: string;
  readonly deployment: string;
  /** CIDR. */
  readonly softswitch: string;
  readonly rtp: { readonly from: number; readonly to: number };
}

interface Parameter {
  readonly Name: string;
  readonly Value: string;
}

/** By path below `instance`, in the order of their names. */
export function filesOf(parts: readonly string[] = PARTS): InstanceFile[] {
  return parts
    .flatMap((part) => readdirSync(`${FOLDER}${part}`, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.length).replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, content: readFileSync(`${FOLDER}${path}`) }));
}

/** The same files are the same bytes, whoever packs them and when. */
export function archiveOf(files: readonly InstanceFile[]): Buffer {
  const blocks = files.flatMap(({ path, content }) => [
    headerOf(path, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  const archive = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  // The one byte that names the machine that packed it.
  archive[9] = 255;
  return archive;
}

/** Source: POSIX.1-2017, pax, "ustar Interchange Format". */
function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  header.write(path, 0);
  header.write(octal(path.endsWith('.sh') ? 0o755 : 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  header.write('        0', 148);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\u0000 `, 148);
  return header;
}

const archive = archiveOf(filesOf());
const version = createHash('sha256').update(archive).digest('hex');

/** Under names of their own for each version, so that no instance ever runs parts of two. */
export function parametersOf(name: string): Parameter[] {
  const text = archive.toString('base64');
  const chunks = text.match(new RegExp(`.{1,${PARAMETER_MAX}}`, 'g')) ?? [];
  if (chunks.length > PARAMETERS_MAX)
    throw new Error(
      `packing instance/: ${text.length} characters, ${PARAMETERS_MAX * PARAMETER_MAX} at most`,
    );
  return chunks.map((Value, index) => ({
    Name: `/asterfleet/${name}/instance/${version.slice(0, 12)}/${index}`,
    Value,
  }));
}

/** For CloudFormation. Nothing in it changes from launch to launch. */
export function userDataOf(definition: FleetDefinition, setting: Setting) {
  const table = '<heartbeat table>';
  const settings = settingsOf(definition, setting, table);
  const text = cloudConfig(settings, parametersOf(setting.name));
  // Room for the longest name that a table can have.
  if (Buffer.byteLength(text) + 255 > USER_DATA_MAX)
    throw new Error(
      `writing user data for ${definition.fleet}: ${text.length} bytes, ${USER_DATA_MAX} at most`,
    );
  const [before, after] = text.split(table);
  return { 'Fn::Base64': { 'Fn::Join': ['', [before, { Ref: 'HeartbeatTable' }, after]] } };
}

function settingsOf(
  definition: FleetDefinition,
  { deployment, softswitch, rtp }: Setting,
  heartbeatTable: string,
) {
  const { fleet, instance, channels, routing, application } = definition;
  return {
    deployment,
    fleet,
    heartbeatTable,
    heartbeatSeconds: instance.heartbeat / 1000,
    limits: Object.fromEntries(
      instance.types.map(({ type, limit }) => [type, limit ?? channels.limit]),
    ),
    sip: { port: routing.port, transport: routing.transport },
    rtp,
    softswitch: [softswitch],
    ...(application && {
      application: { address: application.address, answersWithinMs: application.answersWithin },
    }),
  };
}

function cloudConfig(
  settings: ReturnType<typeof settingsOf>,
  parameters: readonly Parameter[],
): string {
  const names = parameters.map(({ Name }) => Name);
  const config = {
    write_files: [
      {
        path: '/etc/asterfleet/settings.json',
        permissions: '0640',
        content: `${JSON.stringify(settings, undefined, 2)}\n`,
      },
      ...filesOf(['agent'])
        .filter(({ path }) => BOOT.includes(path.split('/').at(-1) ?? ''))
        .map(({ path, content }) => ({
          path: `/opt/asterfleet/boot/${path}`,
          content: content.toString('utf8'),
        })),
    ],
    runcmd: [
      [
        ...['env', 'PYTHONPATH=/opt/asterfleet/boot/agent'],
        ...['python3', '-m', 'asterfleet.fetch', version, '/opt/asterfleet', ...names],
      ],
      ['/opt/asterfleet/host/install.sh'],
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

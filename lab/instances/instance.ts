import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type MetadataService, startMetadataService } from '../../local/cloud/metadata-service.ts';
import { DEPLOYMENT, type Stage } from '../../local/replay/stage.ts';
import type { FleetDefinition } from '../../shared/domain/definition/schema.ts';
import { type LabClock, machineMs } from '../clock.ts';
import { type Process, start } from '../processes.ts';
import type { Tools } from '../tools/tools.ts';

const AGENT = fileURLToPath(new URL('../../instance/agent', import.meta.url));
const RESTART_MS = 300;
const POWER_LOOK_MS = 50;

export const SOFTSWITCH = '127.0.11.1';
/** Whoever may call an Asterisk directly. */
const CALLERS = '127.0.20.0/24';

export interface Surroundings {
  readonly tools: Tools;
  readonly stage: Stage;
  readonly definition: FleetDefinition;
  readonly clock: LabClock;
  readonly folder: string;
  /** Where Asterisk's configuration comes from, if not from the project. */
  readonly templates: string | undefined;
}

/** A machine with a real Asterisk and the real agent, kept up as systemd would. */
export interface Instance {
  readonly id: string;
  readonly slot: number;
  readonly address: string;
  readonly folder: string;
  readonly asterisk: Process | undefined;
  readonly agent: Process | undefined;
  readonly isUp: boolean;
  /** What Asterisk counts, undefined if it does not answer. */
  metrics(): Promise<Metrics | undefined>;
  /** One line on Asterisk's CLI. */
  command(text: string): Promise<string>;
  /** The machine is gone, there and then, with whatever it carries. */
  die(): void;
}

interface Metrics {
  readonly channels: number;
  readonly calls: number;
  readonly callsSum: number;
  /** Channels of calls that came from the softswitch. */
  readonly inbound: number;
}

export async function bootInstance(
  surroundings: Surroundings,
  { id, slot, address }: { readonly id: string; readonly slot: number; readonly address: string },
): Promise<Instance> {
  const folder = join(surroundings.folder, `slot-${slot}-${id}`);
  for (const each of ['etc', 'run', 'state', 'lib', 'spool', 'log'])
    mkdirSync(join(folder, each), { recursive: true });
  const metadata = await startMetadataService({
    ec2: surroundings.stage.cloud.ec2,
    instanceId: id,
    host: '127.0.0.1',
    privateIp: address,
    now: machineMs,
  });
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify(settingsOf(surroundings, folder, address), undefined, 2));
  const environment = {
    ASTERFLEET_SETTINGS: settings,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    AWS_ENDPOINT_URL: surroundings.stage.cloud.url,
    PYTHONPATH: AGENT,
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const machine = new Machine(surroundings, { id, slot, address, folder, environment, metadata });
  await machine.boot();
  return machine;
}

function settingsOf(
  { tools, definition, stage, clock, templates }: Surroundings,
  folder: string,
  address: string,
) {
  const { fleet, instance, channels, routing, application } = definition;
  return {
    deployment: DEPLOYMENT,
    fleet,
    heartbeatTable: stage.heartbeatTable,
    heartbeatSeconds: instance.heartbeat / 1000,
    limits: Object.fromEntries(
      instance.types.map(({ type, limit }) => [type, limit ?? channels.limit]),
    ),
    sip: { port: routing.port, transport: routing.transport },
    rtp: { from: 20_000, to: 29_999 },
    softswitch: [`${SOFTSWITCH}/32`, CALLERS],
    ...(application && {
      application: { address: application.address, answersWithinMs: application.answersWithin },
    }),
    bind: address,
    controlGroup: '',
    clock: { rate: clock.rate, began: clock.beganMs / 1000, origin: clock.originMs / 1000 },
    paths: {
      etc: join(folder, 'etc'),
      run: join(folder, 'run'),
      state: join(folder, 'state'),
      lib: join(folder, 'lib'),
      spool: join(folder, 'spool'),
      log: join(folder, 'log'),
      modules: tools.asteriskModules,
      data: tools.asteriskData,
      program: tools.asterisk,
      ...(templates && { templates }),
    },
  };
}

interface Parts {
  readonly id: string;
  readonly slot: number;
  readonly address: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly metadata: MetadataService;
}

class Machine implements Instance {
  readonly id: string;
  readonly slot: number;
  readonly address: string;
  readonly folder: string;
  asterisk: Process | undefined;
  agent: Process | undefined;
  isUp = true;
  readonly #surroundings: Surroundings;
  readonly #parts: Parts;
  readonly #configuration: string;
  #power: NodeJS.Timeout | undefined;

  constructor(surroundings: Surroundings, parts: Parts) {
    this.#surroundings = surroundings;
    this.#parts = parts;
    this.id = parts.id;
    this.slot = parts.slot;
    this.address = parts.address;
    this.folder = parts.folder;
    this.#configuration = join(parts.folder, 'etc/asterisk.conf');
  }

  async boot(): Promise<void> {
    const { environment } = this.#parts;
    await promisify(execFile)('python3', ['-m', 'asterfleet', 'configure'], {
      env: { ...process.env, ...environment },
    });
    if (!this.isUp) return;
    this.#startAsterisk();
    this.#startAgent();
    const flag = join(this.folder, 'state/power-off');
    this.#power = setInterval(() => existsSync(flag) && this.#powerOff(), POWER_LOOK_MS);
  }

  async metrics(): Promise<Metrics | undefined> {
    try {
      const answer = await fetch(`http://${this.address}:8088/metrics`, {
        signal: AbortSignal.timeout(1_000),
      });
      const text = await answer.text();
      const count = (name: string, labels = '') =>
        Number(new RegExp(`^${name}{.*${labels}.*} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
      return {
        channels: count('asterisk_channels_count'),
        calls: count('asterisk_calls_count'),
        callsSum: count('asterisk_calls_sum'),
        inbound: count('asterisk_endpoints_channels_count', 'PJSIP/softswitch'),
      };
    } catch {
      return undefined;
    }
  }

  async command(text: string): Promise<string> {
    const { asterisk } = this.#surroundings.tools;
    const { stdout } = await promisify(execFile)(asterisk, [
      '-C',
      this.#configuration,
      '-rx',
      text,
    ]);
    return stdout;
  }

  die(): void {
    if (!this.isUp) return;
    this.isUp = false;
    clearInterval(this.#power);
    this.agent?.kill('SIGKILL');
    this.asterisk?.kill('SIGKILL');
    void this.#parts.metadata.close();
  }

  #powerOff(): void {
    this.#surroundings.stage.cloud.ec2.powerOff(this.id);
    this.die();
  }

  /** One that fails is started again, one that was told to go is not. */
  #startAsterisk(): void {
    const log = join(this.folder, 'log/console');
    const { asterisk } = this.#surroundings.tools;
    this.asterisk = start({ program: asterisk, arguments: ['-f', '-C', this.#configuration], log });
    void this.asterisk.ended.then((code) => {
      if (this.isUp && code !== 0) setTimeout(() => this.isUp && this.#startAsterisk(), RESTART_MS);
    });
  }

  #startAgent(): void {
    const log = join(this.folder, 'log/agent');
    const { environment } = this.#parts;
    this.agent = start({
      program: 'python3',
      arguments: ['-m', 'asterfleet', 'run'],
      log,
      environment,
    });
    void this.agent.ended.then(() => {
      if (this.isUp) setTimeout(() => this.isUp && this.#startAgent(), RESTART_MS);
    });
  }
}

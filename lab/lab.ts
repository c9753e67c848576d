import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStage, type Stage } from '../local/replay/stage.ts';
import { parseDefinition } from '../shared/domain/definition/parse.ts';
import type { FleetDefinition } from '../shared/domain/definition/schema.ts';
import type { SlotState } from '../shared/domain/slot/slot.ts';
import { type ApplicationLogic, startApplication } from './application/application.ts';
import { type CallerOptions, type Callers, startCallers } from './callers/callers.ts';
import { type LabClock, startLabClock } from './clock.ts';
import { SOFTSWITCH } from './instances/instance.ts';
import { addressOf, type Instances, runInstances } from './instances/instances.ts';
import { type Follower, NO_FOLLOWER, startFollower } from './softswitch/follower.ts';
import { type Kamailio, startKamailio } from './softswitch/kamailio.ts';
import { getTools, type Tools } from './tools/tools.ts';

const MINUTE_MS = 60_000;
const FLEET = fileURLToPath(new URL('fleet.yml', import.meta.url));
const RUNS = resolve(process.env['LAB_FOLDER'] ?? '.lab', 'runs');
/** A service of the fleet, as the softswitch would dial it. */
const NUMBER = '8005550100';
const LOOK_MS = 50;

export interface LabOptions {
  /** When the day begins, epoch milliseconds, and how many of its milliseconds pass in one. */
  readonly originMs: number;
  readonly rate: number;
  /** Where Asterisk's configuration comes from, if not from the project. */
  readonly templates?: string;
  /** A slot's Elastic IP, where it is not the address that its Asterisk listens on. */
  readonly publicAddressOf?: (slot: number) => string;
  /** The softswitch has the address of every slot, for good, and nothing follows. */
  readonly isStatic?: boolean;
  /** Changes the definition's text. */
  readonly edit?: (fleetText: string) => string;
}

/** A whole carrier on loopback: real programs around the local cloud and the unchanged functions. */
export interface Lab {
  readonly tools: Tools;
  readonly clock: LabClock;
  readonly stage: Stage;
  readonly definition: FleetDefinition;
  readonly instances: Instances;
  readonly kamailio: Kamailio;
  readonly follower: Follower;
  readonly application: ApplicationLogic;
  readonly folder: string;
  /** Calls through the softswitch; those of one name come from one address. */
  call(options: Partial<CallerOptions> & Pick<CallerOptions, 'meanHoldingMs'>): Callers;
  /** A tick in every minute until it is paused; each answer goes to `heard`. */
  control(heard?: (answer: unknown) => void): void;
  pause(): Promise<void>;
  /** Waits until so many slots are in that state; throws after so many of the machine's seconds. */
  awaitSlots(state: SlotState, count: number, seconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const { originMs, rate, templates } = options;
  const tools = getTools();
  const folder = runFolder();
  const clock = startLabClock(originMs, rate);
  const { stage, definition } = await openFleet(options, clock);
  const surroundings = { tools, stage, definition, folder };
  const application = await startApplication();
  const softswitch = await openSoftswitch(options, surroundings);
  const instances = runInstances({ ...surroundings, clock, templates });
  const callers: Callers[] = [];
  const controller = createController(stage, clock);
  const open = { ...surroundings, ...softswitch, clock, instances, application };
  return {
    ...open,
    call: (options) => {
      const made = startCallers(tools, callerOptions(folder, callers.length + 1, options));
      callers.push(made);
      return made;
    },
    control: controller.start,
    pause: controller.pause,
    awaitSlots: (state, count, seconds) => awaitSlots(open, { state, count, seconds }),
    close: async () => {
      await controller.pause();
      for (const caller of callers) caller.kill();
      instances.close();
      await softswitch.follower.close();
      await softswitch.kamailio.close();
      await application.close();
      await stage.close();
      clock.close();
      if (!process.env['LAB_KEEP']) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openFleet(
  { edit, publicAddressOf = addressOf }: LabOptions,
  { now }: LabClock,
): Promise<Pick<Lab, 'stage' | 'definition'>> {
  const text = readFileSync(FLEET, 'utf8');
  const fleetText = edit ? edit(text) : text;
  const definition = parseDefinition(fleetText, FLEET);
  const { fleet, slots } = definition;
  const stage = await openStage({ now, fleet, fleetText, slots, addressOf: publicAddressOf });
  return { stage, definition };
}

async function openSoftswitch(
  { isStatic }: LabOptions,
  { tools, stage, definition, folder }: Pick<Lab, 'tools' | 'stage' | 'definition' | 'folder'>,
): Promise<Pick<Lab, 'kamailio' | 'follower'>> {
  const { fleet, slots } = definition;
  const all = Array.from({ length: slots }, (_, index) => addressOf(index + 1));
  const kamailio = await startKamailio(tools, join(folder, 'kamailio'), isStatic ? all : []);
  if (isStatic) return { kamailio, follower: NO_FOLLOWER };
  const { following } = kamailio;
  const follower = await startFollower(stage, { fleet, node: 'kamailio', folder, following });
  return { kamailio, follower };
}

function runFolder(): string {
  mkdirSync(RUNS, { recursive: true });
  return mkdtempSync(join(RUNS, 'run-'));
}

function callerOptions(
  folder: string,
  index: number,
  options: Parameters<Lab['call']>[0],
): CallerOptions {
  return {
    folder: join(folder, `callers-${index}`),
    address: `127.0.20.${index}`,
    target: SOFTSWITCH,
    number: NUMBER,
    ...options,
  };
}

interface Wanted {
  readonly state: SlotState;
  readonly count: number;
  readonly seconds: number;
}

async function awaitSlots(
  { stage, definition }: Pick<Lab, 'stage' | 'definition'>,
  { state, count, seconds }: Wanted,
): Promise<void> {
  const found = async () =>
    (await stage.store.read(definition.fleet)).slots.filter((slot) => slot.state === state).length;
  const untilMs = performance.now() + seconds * 1000;
  while ((await found()) !== count) {
    if (performance.now() > untilMs)
      throw new Error(`${count} ${state}: ${await found()} after ${seconds} s`);
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

/** The schedule: a tick at every minute; one that takes longer leaves the minutes out that it covers. */
function createController(
  stage: Stage,
  clock: LabClock,
): Pick<Lab, 'pause'> & {
  readonly start: Lab['control'];
} {
  let isOn = false;
  let running = Promise.resolve();
  const run = async (heard?: (answer: unknown) => void) => {
    while (isOn) {
      await clock.until(Math.floor(clock.now() / MINUTE_MS + 1) * MINUTE_MS);
      // What a tick could not do, the next one does, as on Lambda.
      if (isOn) await stage.tick().then(heard, () => undefined);
    }
  };
  return {
    start: (heard) => {
      isOn = true;
      running = run(heard);
    },
    pause: async () => {
      isOn = false;
      await running;
    },
  };
}

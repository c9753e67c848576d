import { openEventSource } from '../../../local/cloud/event-source.ts';
import { recordOf, type StreamRecord } from '../../../local/cloud/stream-record.ts';
import { createUtilisationAlarm, PERIOD_MS } from '../../../local/replay/triggers/alarm.ts';
import { alarmEventOf, stateChangeEventOf } from '../../../local/replay/triggers/aws-events.ts';
import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import { instancesFor } from '../../../shared/planner/demand/demand.ts';
import { AwsEdge, type Call } from '../../../test/simulation/kernel/aws-edge.ts';
import {
  DEPLOYMENT,
  FLEET_TABLE,
  HEARTBEAT_TABLE,
  TOPICS,
} from '../../../test/simulation/kernel/container.ts';
import { Draw } from '../../../test/simulation/kernel/draw.ts';
import type { FunctionRun } from '../../../test/simulation/kernel/function-run.ts';
import { Scheduler } from '../../../test/simulation/kernel/scheduler.ts';
import { DynamoDb } from '../../../test/simulation/world/dynamodb.ts';
import { ACCOUNT, Ec2, REGION } from '../../../test/simulation/world/ec2.ts';
import { type Ec2Instance, stateAt } from '../../../test/simulation/world/ec2-instance.ts';
import type { Item } from '../../../test/simulation/world/expressions.ts';
import { publish } from '../../../test/simulation/world/sns.ts';
import { World } from '../../../test/simulation/world/world.ts';
import type { Deployed } from '../prices/template.ts';
import { ASSUMED, latencyOf } from './assumed.ts';
import { chargedAnswer, pageOf, publishCharge } from './charge.ts';
import { Crowd } from './crowd.ts';
import { Followers } from './followers.ts';
import { type FunctionName, HANDLERS } from './handlers.ts';
import { HeartbeatStream } from './heartbeat-stream.ts';
import { LambdaFunction } from './lambda-function.ts';
import { Ledger } from './ledger.ts';
import { lookedAt } from './looked-at.ts';
import { processorMs } from './processor-time.ts';

const MINUTE_MS = 60_000;
const SEED = 1;
const ORIGIN = { region: REGION, accountId: ACCOUNT };
const METADATA_LAG_MS = 15_000;
/** Of what the deployed rule lets through, all but this. */
const UNTOLD = 'pending';
const PREFLIGHT_MINUTES = 10;
const EXPIRY_MINUTES = 60;

type Beat = Parameters<typeof recordOf>[1];

/** The simulated world of the tests without its faults, and the deployed functions in it, each call of which is counted. */
export class Replay {
  readonly ledger = new Ledger();
  readonly scheduler: Scheduler;
  readonly world: World;
  readonly heartbeats: HeartbeatStream;
  readonly followers: Followers;
  /** Whose code runs, and what it prints comes from. */
  speaker: string = 'reconcile-fleet';
  minutesShort = 0;
  messages = 0;
  readonly #ready = openEventSource<StreamRecord>('handleInstanceEvent');
  readonly #definition: FleetDefinition;
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #crowd: Crowd;
  readonly #alarm: ReturnType<typeof createUtilisationAlarm>;
  #minute = 0;

  constructor(definition: FleetDefinition, deployed: Deployed, fromMs: number) {
    this.#definition = definition;
    this.scheduler = new Scheduler(fromMs);
    this.followers = new Followers(definition, this.scheduler);
    const draw = new Draw(SEED, 'stream');
    this.heartbeats = new HeartbeatStream(this.scheduler, draw, deployed.stream.windowS * 1000);
    this.world = this.#openWorld();
    this.#crowd = new Crowd(this.world, definition, PERIOD_MS);
    this.#alarm = createUtilisationAlarm(definition, deployed.service);
    this.#functions = this.#deploy(deployed);
    this.scheduler.settling = async (turn) => {
      const sinceMs = processorMs();
      await turn();
      this.#functions.get(this.speaker)?.took(processorMs() - sinceMs);
    };
    this.world.begin();
  }

  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.#beginMinute();
      await this.scheduler.runUntil(this.scheduler.nowMs + MINUTE_MS);
      this.ledger.readLines();
    }
  }

  #beginMinute(): void {
    const { scheduler, followers, world } = this;
    const { fleet, slots } = this.#definition;
    this.#function('reconcile-fleet').invoke({ fleet });
    if (this.#minute % PREFLIGHT_MINUTES === 0)
      this.#function('preflight-fleet').invoke({ due: true });
    if (this.#minute % EXPIRY_MINUTES === 0) world.dynamodb.expire(FLEET_TABLE);
    followers.minute(this.#function('serve-routing'));
    for (let inMs = PERIOD_MS; inMs <= MINUTE_MS; inMs += PERIOD_MS)
      scheduler.after(inMs, () => this.#step());
    this.#minute += 1;
    const needed = instancesFor(this.#definition, this.#crowd.channelsAt(scheduler.nowMs));
    const routed = followers.nodes.map(({ routes }) => routes.length);
    if (Math.min(...routed) < Math.min(needed, slots)) this.minutesShort += 1;
  }

  #step(): void {
    const { nowMs } = this.scheduler;
    this.#crowd.step(nowMs);
    const transition = this.#alarm.evaluate(nowMs, this.heartbeats.takeUtilisations());
    if (!transition) return;
    const dimensions = { deployment: DEPLOYMENT, fleet: this.#definition.fleet };
    const event = alarmEventOf(transition, dimensions, ORIGIN);
    this.scheduler.after(ASSUMED.alarmDelayMs, () => this.#function('handle-alarm').deliver(event));
  }

  #function(name: FunctionName): LambdaFunction {
    const found = this.#functions.get(name);
    if (!found) throw new Error(`${name} is not deployed`);
    return found;
  }

  #deploy({ memoryMb }: Deployed): ReadonlyMap<string, LambdaFunction> {
    const draw = new Draw(SEED, 'functions');
    const { scheduler, ledger } = this;
    const onResumed = ({ name }: FunctionRun) => {
      this.speaker = name;
    };
    const edge = new AwsEdge({
      scheduler,
      draw,
      wayMs: (call) => latencyOf(call) / 2,
      faultOf: () => undefined,
      act: (call) => this.#act(call),
      onStep: () => undefined,
      onFault: () => undefined,
      onAnswered: ({ run }) => onResumed(run),
      onFailed: ({ run }) => onResumed(run),
    });
    const subnetIds = this.world.ec2.subnets.map(({ id }) => id);
    const shared = {
      edge,
      fleets: [this.#definition],
      subnetIds,
      scheduler,
      draw,
      ledger,
      onResumed,
    };
    const names = Object.keys(HANDLERS) as FunctionName[];
    return new Map(
      names.map((name) => [
        name,
        new LambdaFunction(name, { ...shared, memoryMb: memoryMb(name) }),
      ]),
    );
  }

  #act({ run: { name }, service, operation, input }: Call): object {
    const { ledger, world } = this;
    ledger.called(name, `${service}.${operation}`);
    if (service === 'dynamodb')
      return chargedAnswer(world.dynamodb, operation, input, (charge) =>
        ledger.charge(name, charge),
      );
    const looked = lookedAt(operation, input);
    if (looked) return looked;
    if (service === 'ec2') return world.ec2.answer(operation, { ...input });
    ledger.charge(name, publishCharge(input));
    return publish(input, (topic, message) => this.#published(topic, message));
  }

  #published(topicArn: string, message: string): void {
    if (topicArn !== TOPICS.routing) return;
    this.messages += 1;
    this.followers.hear(message, this.#function('serve-routing'));
  }

  #stateChanged(instance: Ec2Instance): void {
    const { nowMs } = this.scheduler;
    const state = stateAt(instance, nowMs);
    if (state === UNTOLD) return;
    const event = stateChangeEventOf({ id: instance.id, state, atMs: nowMs }, ORIGIN);
    this.scheduler.after(ASSUMED.eventDelayMs, () =>
      this.#function('handle-instance-event').deliver(event),
    );
  }

  #heartbeatWritten(before: Item | undefined, after: Item): void {
    this.heartbeats.written(after);
    // Nearly all: nothing has become anything.
    if (before?.['ready'] === after['ready']) return;
    this.#ready.put(recordOf(before as Beat | undefined, after as Beat));
    for (const event of this.#ready.take())
      this.scheduler.after(ASSUMED.streamDelayMs, () =>
        this.#function('handle-instance-event').deliver(event),
      );
  }

  #openWorld(): World {
    const { scheduler, followers } = this;
    const definition = this.#definition;
    const now = () => scheduler.nowMs;
    const times = new Draw(SEED, 'EC2');
    const nobody = () => undefined;
    const ec2 = new Ec2({
      now,
      lagMs: () => 0,
      pendingMs: () => times.between(3_000, 25_000),
      shuttingDownMs: () => times.between(2_000, 40_000),
      zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      // Those of an account for instances; of requests there are never so many.
      buckets: { size: 250, perSecond: 5 },
      pageSize: 1_000,
      watch: {
        launched: (instances) => this.world.born(instances),
        directed: nobody,
        terminating: nobody,
        loses: nobody,
        ended: (instance) => this.world.died(instance),
      },
    });
    const dynamodb = new DynamoDb({
      now,
      isStale: () => false,
      pageOf,
      leaves: () => 0,
      onWrite: ({ table, before, after }) => {
        if (table === HEARTBEAT_TABLE && after) this.#heartbeatWritten(before, after);
      },
    });
    return new World({
      scenario: { definition, metadataLagMs: METADATA_LAG_MS },
      scheduler,
      life: new Draw(SEED, 'life'),
      ec2,
      dynamodb,
      nodes: followers.nodes,
      watch: { cut: nobody, stateChanged: (instance) => this.#stateChanged(instance) },
    });
  }
}

import { instanceEvent } from '../../functions/handle-instance-event/instance-event.ts';
import { openEventSource } from '../../local/cloud/event-source.ts';
import { recordOf, type StreamRecord } from '../../local/cloud/stream-record.ts';
import type { Heartbeat } from '../../shared/domain/heartbeat.ts';
import type { Slot } from '../../shared/domain/slot/slot.ts';
import { TAG } from '../../shared/domain/tags.ts';
import type { TickRecord } from '../../shared/ports/fleet-store.ts';
import type { Command } from '../../shared/usecases/operate/operate.ts';
import { operate } from '../../shared/usecases/operate/operate.ts';
import type { Run } from '../../shared/usecases/reconcile/reconcile-fleet.ts';
import { type Emergency, scaleOut } from '../../shared/usecases/triggers/emergency.ts';
import {
  type InstanceEvent,
  recordInstanceEvent,
} from '../../shared/usecases/triggers/instance-event.ts';
import { bugIn } from './checks/bug.ts';
import { Safety } from './checks/safety.ts';
import type { Rule, Violation } from './checks/violation.ts';
import { type CallFault, CallFaults, drawEpochs } from './faults/call-faults.ts';
import { AwsEdge, type Call } from './kernel/aws-edge.ts';
import {
  type Container,
  DEPLOYMENT,
  FLEET_TABLE,
  HEARTBEAT_TABLE,
  openContainer,
  TOPICS,
} from './kernel/container.ts';
import { Draw } from './kernel/draw.ts';
import type { FunctionRun } from './kernel/function-run.ts';
import { Lambda } from './kernel/lambda.ts';
import { Scheduler } from './kernel/scheduler.ts';
import { Steps } from './kernel/steps.ts';
import { Marks } from './marks.ts';
import type { Scenario } from './scenario.ts';
import { Callers } from './world/callers.ts';
import { DynamoDb, type Write } from './world/dynamodb.ts';
import { Ec2 } from './world/ec2.ts';
import { type Ec2Instance, stateAt } from './world/ec2-instance.ts';
import { publish } from './world/sns.ts';
import { type Snapshot, SoftswitchNode } from './world/softswitch.ts';
import { World } from './world/world.ts';

/** Pages so short that a fleet is read in several, as a large one is. */
const PAGE_ITEMS = 12;
const PAGE_INSTANCES = 4;

type Fate = 'once' | 'dropped' | 'doubled';

/** The deployed filter; what it lets through is taken at once. */
const READY_HEARTBEATS = openEventSource<StreamRecord>('handleInstanceEvent');

/** One seed's world, the functions that work on it, and what watches both. */
export class Simulation {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly world: World;
  readonly lambda: Lambda;
  readonly steps = new Steps();
  readonly marks = new Marks();
  readonly safety: Safety;
  violation: (Violation & { readonly steps: readonly string[] }) | undefined;
  hasLostTable = false;
  eventFate: Fate = 'once';
  tickFate: Fate | 'late' = 'once';
  messageFate: 'once' | 'lost' | 'late' | 'twice' = 'once';
  /** What becomes of a call to launch, before anything else is drawn. */
  unheard: () => CallFault | undefined = () => undefined;
  /** Instead of what the seed draws, where one call is to be disturbed and no other. */
  disturb: ((call: Call) => CallFault | undefined) | undefined;
  readonly #draw: Draw;
  readonly #strays = new Set<string>();
  readonly #excused = new Set<string>();
  /** Whose call the world is acting on. */
  #acting: FunctionRun | undefined;

  constructor(scenario: Scenario) {
    const { seed, fromMs, faultsFromMs, faultsUntilMs, definition } = scenario;
    this.scenario = scenario;
    this.scheduler = new Scheduler(fromMs);
    this.#draw = new Draw(seed, 'world');
    const draw = new Draw(seed, 'calls to AWS');
    const epochs = drawEpochs(new Draw(seed, 'epochs'), faultsFromMs, faultsUntilMs);
    const faults = new CallFaults(new Draw(seed, 'call faults'), epochs);
    this.world = this.#openWorld();
    const edge = new AwsEdge({
      scheduler: this.scheduler,
      draw,
      wayMs: () => draw.between(1, 40),
      faultOf: (call) => (this.disturb ? this.disturb(call) : this.#faultOf(call, faults)),
      act: (call) => this.#act(call),
      onStep: ({ run, operation, input }, says) =>
        this.steps.add(this.nowMs, `${run.id} ${run.name}: ${operation} ${brief(input)} ${says}`),
      onFault: (fault) => this.marks.reach(`call:${fault}`),
      onAnswered: ({ run, operation }) => run.unread.delete(operation),
      onFailed: ({ run, operation }, { name }) => {
        run.unread.add(operation);
        this.marks.reach(`error:${name}`);
      },
    });
    const skews = new Draw(seed, 'clocks');
    this.lambda = new Lambda({
      scheduler: this.scheduler,
      draw,
      open: () =>
        openContainer({
          edge,
          now: () => this.nowMs,
          sleep: (ms) => this.scheduler.sleep(ms),
          skewMs: skews.between(-1, 1) * scenario.skewMs,
          subnetIds: this.world.ec2.subnets.map(({ id }) => id),
        }),
      onEnd: (run, ended) => {
        if (ended.is !== 'done') this.marks.reach(`run:${ended.is}`);
        this.steps.add(this.nowMs, `${run.id} ${run.name}: ${ended.is}`);
        this.safety.runEnded(run);
        const bug = ended.is === 'failed' ? bugIn(ended.error) : undefined;
        if (bug) this.violate('bug', bug);
      },
    });
    this.safety = new Safety(this);
    this.world.begin();
    new Callers(this.world, scenario, this.scheduler, new Draw(seed, 'callers')).next();
    this.steps.add(fromMs, `seed ${seed}: ${definition.slots} slots, ${definition.timeZone}`);
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  /** As the table has them. */
  get slots(): readonly Slot[] {
    return this.world.dynamodb
      .items(FLEET_TABLE)
      .filter(({ sk }) => String(sk).startsWith('SLOT#')) as unknown as Slot[];
  }

  slot(number: number): Slot | undefined {
    return this.slots.find((slot) => slot.number === number);
  }

  get lastTick(): TickRecord | undefined {
    const key = { pk: `FLEET#${this.scenario.definition.fleet}`, sk: 'TICK' };
    return this.world.dynamodb.item(FLEET_TABLE, key)?.['tick'] as TickRecord | undefined;
  }

  /** Whether the record of the launch order says that EC2 said no. */
  isRefused(token: string): boolean {
    const key = { pk: `FLEET#${this.scenario.definition.fleet}`, sk: `ORDER#${token}` };
    return this.world.dynamodb.item(FLEET_TABLE, key)?.['isRefused'] === true;
  }

  violate(rule: Rule, says: string): void {
    if (this.violation) return;
    const steps = this.steps.last;
    this.violation = { rule, atMs: this.nowMs, says, steps };
  }

  runOf({ ports }: Container, runId: string): Run {
    return { deployment: DEPLOYMENT, ports, runId };
  }

  get fleets() {
    return [this.scenario.definition];
  }

  operate(command: Command): void {
    this.marks.reach(`order:${command.action}`);
    this.lambda.invoke(command.action, (container, id) =>
      operate(this.fleets, command, 'noc', this.runOf(container, id)),
    );
  }

  scaleOut(emergency: Emergency): void {
    this.marks.reach('order:scale-out');
    this.lambda.invoke('scale-out', (container, id) =>
      scaleOut(this.fleets, emergency, this.runOf(container, id)),
    );
  }

  /** AWS will take it away, and says so by an event, which may be lost. */
  warn({ id }: Ec2Instance, kind: 'interruption' | 'maintenance', aheadMs: number): void {
    const notBeforeMs = this.nowMs + aheadMs;
    this.tell({ instanceIds: [id], warning: { kind, says: `${kind} of ${id}`, notBeforeMs } });
  }

  tell(event: InstanceEvent, trigger = 'instance-event'): void {
    if (this.eventFate === 'dropped' || this.#draw.chance(0.05)) return;
    this.marks.reach(`trigger:${trigger}`);
    const times = this.eventFate === 'doubled' ? 2 : 1;
    for (let time = 0; time < times; time += 1)
      this.scheduler.after(this.#draw.between(300, 6_000), () =>
        this.lambda.deliver(trigger, (container, id) =>
          recordInstanceEvent(this.fleets, event, this.runOf(container, id)),
        ),
      );
  }

  #stream(before: Beat | undefined, after: Beat): void {
    READY_HEARTBEATS.put(recordOf(before, after));
    for (const event of READY_HEARTBEATS.take())
      this.tell(instanceEvent.parse(event), 'became-ready');
  }

  /** By hand, with the fleet's tags or without; a copy of another may carry that one's membership too. */
  launchStray(isTagged: boolean): Ec2Instance {
    const { ec2 } = this.world;
    const models = [...ec2.instances.values()].filter(({ id }) => !this.#strays.has(id));
    const copied = isTagged && models.length > 0 && this.#draw.chance(0.5);
    const tags = copied
      ? this.#draw.pick(models).launchTags
      : new Map([
          [TAG.deployment, DEPLOYMENT],
          [TAG.fleet, this.scenario.definition.fleet],
        ]);
    const [instance] = ec2.launch(
      {
        token: 'by hand',
        zone: this.scenario.zones[0] ?? 'a',
        instanceType: 'c7g.large',
        templateVersion: '1',
        launchTags: isTagged ? tags : new Map(),
      },
      1,
    );
    if (!instance) throw new Error('nothing was launched by hand');
    this.#strays.add(instance.id);
    return instance;
  }

  isStray({ id }: Ec2Instance): boolean {
    return this.#strays.has(id);
  }

  /** Its calls are cut by others. */
  excuse({ id }: Ec2Instance): void {
    this.#excused.add(id);
  }

  tableLost(): void {
    this.hasLostTable = true;
    this.safety.forget();
  }

  #faultOf({ service, operation }: Call, faults: CallFaults): CallFault | undefined {
    const unheard = operation === 'RunInstances' ? this.unheard() : undefined;
    return unheard ?? faults.next(service, operation, this.nowMs);
  }

  #openWorld(): World {
    const { scenario, scheduler } = this;
    const { seed, zones, buckets, lagMs, nodes } = scenario;
    const now = () => this.nowMs;
    const times = new Draw(seed, 'EC2');
    const reads = new Draw(seed, 'reads');
    const ec2 = new Ec2({
      now,
      lagMs: () => times.between(0, lagMs),
      pendingMs: () => times.between(3_000, 25_000),
      shuttingDownMs: () => times.between(2_000, 40_000),
      zones,
      buckets,
      pageSize: PAGE_INSTANCES,
      watch: {
        launched: (instances) => {
          this.world.born(instances);
          this.safety.launched(instances, this.#acting);
        },
        directed: (instance, value) => this.safety.directed(instance, value, this.#acting),
        terminating: (instance) => this.safety.terminating(instance, this.#acting),
        loses: (address, id) => this.safety.loses(address, id, this.#acting),
        ended: (instance) => this.world.died(instance),
      },
    });
    const dynamodb = new DynamoDb({
      now,
      isStale: () => reads.chance(0.5),
      pageOf: (items) => items.slice(0, PAGE_ITEMS),
      leaves: (keys) => (reads.chance(0.1) ? reads.whole(0, keys) : 0),
      onWrite: (write) => this.#written(write),
    });
    return new World({
      scenario,
      scheduler,
      life: new Draw(seed, 'life'),
      ec2,
      dynamodb,
      nodes: nodes.map((name) => new SoftswitchNode(name)),
      watch: {
        cut: ({ instance, calls }) => this.#cut(instance, calls.size),
        stateChanged: (instance) =>
          this.tell({ instanceIds: [instance.id], state: stateAt(instance, this.nowMs) }),
      },
    });
  }

  /** Nobody but a person, a written policy or AWS ends calls. */
  #cut(instance: Ec2Instance, calls: number): void {
    const slot = this.slots.find((each) => 'instance' in each && each.instance.id === instance.id);
    const isOrdered = slot?.state === 'stopping' && slot.endsCalls;
    if (isOrdered || this.#excused.has(instance.id) || this.#strays.has(instance.id)) return;
    if (this.world.hosts.get(instance.id)?.boot !== 'well') return;
    this.violate('S1', `${instance.id} ended ${calls} calls`);
  }

  #act({ run, service, operation, input }: Call): object {
    this.#acting = run;
    try {
      if (service === 'ec2') return this.world.ec2.answer(operation, { ...input });
      if (service === 'dynamodb') return this.world.dynamodb.answer(operation, { ...input });
      return publish(input, (topic, message) => this.#publish(topic, message));
    } finally {
      this.#acting = undefined;
    }
  }

  #publish(topicArn: string, message: string): void {
    if (topicArn !== TOPICS.routing) return;
    const snapshot = JSON.parse(message) as Snapshot;
    this.safety.published(snapshot);
    const deliver = (node: SoftswitchNode, delayMs: number) =>
      this.scheduler.after(delayMs, () => {
        if (this.nowMs >= node.isDownUntilMs) node.apply(snapshot, this.nowMs);
      });
    for (const node of this.world.nodes) {
      if (this.messageFate === 'lost') continue;
      const isLate = this.messageFate === 'late';
      deliver(node, isLate ? this.#draw.between(5_000, 120_000) : this.#draw.between(50, 2_000));
      if (this.messageFate === 'twice') deliver(node, this.#draw.between(50, 90_000));
    }
  }

  #written({ table, before, after }: Write): void {
    const run = this.#acting;
    if (table === HEARTBEAT_TABLE && after) this.#stream(before as Beat | undefined, after as Beat);
    if (table !== FLEET_TABLE || !run || !after) return;
    const sk = String(after['sk']);
    if (sk.startsWith('SLOT#'))
      this.safety.slotWritten(before as Slot | undefined, after as unknown as Slot, run);
    if (sk === 'ROUTING' && after['snapshot'])
      this.safety.routesWritten(after['snapshot'] as Snapshot);
    if (sk === 'CONDITIONS')
      for (const { key } of after['active'] as readonly { readonly key: string }[])
        this.marks.reach(`condition:${key.split(':')[0]}`);
  }
}

type Beat = Heartbeat & Record<string, unknown>;

function brief(input: object): string {
  const { Item, Key, ClientToken, InstanceId, AllocationId, AssociationId, Resources } =
    input as Record<string, unknown>;
  const item = (Item ?? Key) as Record<string, unknown> | undefined;
  const what = ClientToken ?? InstanceId ?? AllocationId ?? AssociationId ?? Resources;
  if (item) return String(item['sk'] ?? item['instanceArn']);
  return what === undefined ? '' : String(what).slice(-24);
}

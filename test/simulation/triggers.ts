import { reconcileAll } from '../../shared/usecases/reconcile/reconcile-all.ts';
import { acknowledge } from '../../shared/usecases/routing/acknowledge.ts';
import { recordAlarm } from '../../shared/usecases/triggers/alarm.ts';
import { bugIn } from './checks/bug.ts';
import { Draw } from './kernel/draw.ts';
import type { Simulation } from './simulation.ts';
import { ACCOUNT } from './world/ec2.ts';
import type { SoftswitchNode } from './world/softswitch.ts';

const MINUTE_MS = 60_000;
const ALARM_AT = 0.85;

/** What calls the functions by itself: the schedule, the alarm, and softswitch nodes that look. */
export class Triggers {
  readonly #sim: Simulation;
  readonly #draw: Draw;
  #isHigh = false;

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.#draw = new Draw(sim.scenario.seed, 'triggers');
  }

  /** Plans what happens in the minute that begins now, and lets it pass. */
  async minute(): Promise<void> {
    const { scheduler, world, nowMs } = this.#sim;
    this.#scheduleTicks();
    this.#watchAlarm();
    for (const node of world.nodes) this.#pollRoutes(node);
    await scheduler.runUntil(nowMs + MINUTE_MS);
  }

  #scheduleTicks(): void {
    const { scheduler, scenario, tickFate } = this.#sim;
    const inMs = this.#draw.between(0, scenario.tickJitterMs);
    if (tickFate === 'dropped') return;
    const lateMs = tickFate === 'late' ? this.#draw.between(30_000, 150_000) : 0;
    scheduler.after(inMs + lateMs, () => this.#tick());
    if (tickFate !== 'doubled') return;
    scheduler.after(inMs + this.#draw.pick([0, 30, 3_000]), () => this.#tick());
  }

  #tick(): void {
    const sim = this.#sim;
    sim.lambda.invoke('tick', async (container, id) => {
      const { fleets, errors } = await reconcileAll(sim.fleets, sim.runOf(container, id));
      for (const error of errors) {
        const bug = bugIn(error);
        if (bug) sim.violate('bug', bug);
      }
      for (const { outcome, decision } of fleets) {
        if (outcome === 'skipped') sim.marks.reach('run:skipped');
        for (const change of decision?.changes ?? [])
          sim.marks.reach(`action:${change.split(':')[0]}`);
      }
    });
  }

  /** CloudWatch's alarm on utilisation: told when it changes, and only then. */
  #watchAlarm(): void {
    const sim = this.#sim;
    const isHigh = sim.world.utilisation >= ALARM_AT;
    if (isHigh === this.#isHigh) return;
    this.#isHigh = isHigh;
    if (sim.eventFate === 'dropped') return;
    sim.marks.reach('trigger:alarm');
    const { fleet } = sim.scenario.definition;
    const alarm = { name: 'utilisation', isHigh, atMs: sim.nowMs, utilisation: 90 };
    const change = { ...alarm, fleet, because: 'utilisation is high', isMuted: false };
    const deliver = () =>
      sim.lambda.deliver('alarm', (container, id) =>
        recordAlarm(sim.fleets, change, sim.runOf(container, id)),
      );
    deliver();
    if (sim.eventFate === 'doubled') sim.scheduler.after(this.#draw.between(0, 90_000), deliver);
  }

  /** A node looks for itself too, and says again and again what it routes by. */
  #pollRoutes(node: SoftswitchNode): void {
    const sim = this.#sim;
    sim.scheduler.after(this.#draw.between(0, MINUTE_MS), () => {
      if (sim.nowMs < node.isDownUntilMs) return;
      sim.lambda.invoke(`poll of ${node.name}`, async ({ routes, ports }) => {
        const { fleet, routing } = sim.scenario.definition;
        const snapshot = await routes.readSnapshot(fleet);
        if (snapshot && sim.messageFate !== 'lost') node.apply(snapshot, sim.nowMs);
        if (node.revision === 0 || routing.nodes.length === 0) return;
        sim.marks.reach('trigger:acknowledge');
        const applied = { fleet, revision: node.revision, node: node.name };
        const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${node.name}/session`;
        const caller = { arn, accountId: ACCOUNT };
        await acknowledge(sim.fleets, applied, caller, { store: routes, clock: ports.clock });
      });
    });
  }
}

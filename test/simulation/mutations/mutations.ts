/** One fault that a hand might make: in a file, these lines become those. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a drain is judged without the acknowledgement',
    file: 'shared/domain/slot/evidence.ts',
    from: 'waitingFor(routing.nodes, acknowledgements, withdrawn.revision).length === 0 &&',
    to: 'true &&',
  },
  {
    name: 'a drain is judged before the grace is over',
    file: 'shared/domain/slot/evidence.ts',
    from: 'return nowMs >= withdrawn.toldAtMs + drain.grace;',
    to: 'return true;',
  },
  {
    name: 'one reading of zero is enough',
    file: 'shared/domain/slot/evidence.ts',
    from: 'evidence.readings >= proof.readings && evidence.lastAtMs - evidence.firstAtMs >= proof.over',
    to: 'evidence.readings >= 1',
  },
  {
    name: 'readings need not span any time',
    file: 'shared/domain/slot/evidence.ts',
    from: '&& evidence.lastAtMs - evidence.firstAtMs >= proof.over',
    to: '',
  },
  {
    name: 'readings count while the instance still takes calls',
    file: 'shared/domain/slot/evidence.ts',
    from: "heartbeat.directive !== 'drain' || ",
    to: '',
  },
  {
    name: 'no heartbeat is a reading of zero',
    file: 'shared/domain/slot/evidence.ts',
    from: 'if (!heartbeat) return evidence;',
    to: "if (!heartbeat) return { bootId: '', lastSequence: 0, readings: (evidence?.readings ?? 0) + 1, firstAtMs: evidence?.firstAtMs ?? nowMs, lastAtMs: nowMs };",
  },
  {
    name: 'a draining instance is told to stop',
    file: 'shared/planner/care/draining.ts',
    from: "act(unproved(situation, slot), { kind: 'direct', slot, directive: 'drain', reason })",
    to: "act(unproved(situation, slot), { kind: 'direct', slot, directive: 'stop', reason })",
  },
  {
    name: 'what EC2 does not show is judged all the same',
    file: 'shared/planner/care/draining.ts',
    from: "if (presence.is === 'unknown') return careForSilence(situation, slot) ?? keep(slot);",
    to: "if (presence.is === 'unknown') return careForEvidence(situation, slot);",
  },
  {
    name: 'a drain waits for the revision before',
    file: 'shared/usecases/reconcile/announce-routes.ts',
    from: "{ kind: 'withdrawn', revision: snapshot.revision, toldAtMs }",
    to: "{ kind: 'withdrawn', revision: announcement.routing?.snapshot.revision ?? 0, toldAtMs }",
  },
  {
    name: 'the token does not name the generation',
    file: 'shared/domain/launch-order.ts',
    from: 'const name = [deployment, fleet, writeMembers(members), zone, instanceType];',
    to: 'const name = [deployment, fleet, members.map(({ slot }) => slot).join(), zone, instanceType];',
  },
  {
    name: 'the token is new with every call',
    file: 'shared/adapters/aws/ec2/launching.ts',
    from: 'ClientToken: token,',
    to: 'ClientToken: token.slice(0, 40) + Math.floor(performance.now() * 1000),',
  },
  {
    name: 'a slot is written whatever its version is',
    file: 'shared/adapters/aws/dynamodb/slots.ts',
    from: 'table.put(slot.fleet, sk, slot, atVersion(expectedVersion))',
    to: 'table.put(slot.fleet, sk, slot)',
  },
  {
    name: 'a lost race counts as won',
    file: 'shared/usecases/reconcile/tick.ts',
    from: 'if (result.saved) {',
    to: 'if (result.saved || slot.version > 0) {',
  },
  {
    name: 'the routes are written whatever stands',
    file: 'shared/adapters/aws/dynamodb/routing.ts',
    from: "? '#snapshot.revision = :previous'",
    to: "? '#snapshot.revision = :previous OR attribute_exists(#snapshot)'",
  },
  {
    name: 'an error that nobody knows is a refusal',
    file: 'shared/adapters/aws/errors.ts',
    from: "return { is: 'unknown', because:",
    to: "return { is: 'refused', scope: 'zone', code:",
  },
  {
    name: 'a refusal after a call without an answer is believed',
    file: 'shared/adapters/aws/errors.ts',
    from: "if (scope === 'order' || (scope && earlier.every(saidNo)))",
    to: 'if (scope && earlier.every((each) => saidNo(each) || true))',
  },
  {
    name: 'capacity is let go while EC2 cannot be read',
    file: 'shared/planner/scaling/shrink.ts',
    from: 'if (!load.known || situation.isBlind || !observed.instances.known) return [];',
    to: 'if (!load.known || situation.isBlind) return [];',
  },
  {
    name: 'no telemetry is no load',
    file: 'shared/planner/demand/present-load.ts',
    from: 'const silent = carrying.filter((slot) => !situation.freshHeartbeatOf(slot));',
    to: 'const silent = carrying.filter(() => false);',
  },
  {
    name: 'one look at EC2 proves that an instance is gone',
    file: 'shared/planner/care/presence.ts',
    from: 'if (!isReadable || isBound || nowMs - lastSignMs < ABSENT_MS) return',
    to: 'if (!isReadable) return',
  },
  {
    name: 'an instance serves before it says that it is ready',
    file: 'shared/planner/care/booting.ts',
    from: 'if (!heartbeat?.ready) return keep(slot);',
    to: 'if (!heartbeat && situation.isBlind) return keep(slot);',
  },
  {
    name: 'an address is taken from whoever has it',
    file: 'shared/adapters/aws/ec2/addresses.ts',
    from: 'AllowReassociation: false',
    to: 'AllowReassociation: true',
  },
  {
    name: 'an address is taken from a live instance',
    file: 'shared/planner/care/binding.ts',
    from: 'if (!binding || !holder || !isDead(holder)) return',
    to: 'if (!binding || !holder) return',
  },
  {
    name: 'launches of the last hour are not counted',
    file: 'shared/planner/scaling/grow.ts',
    from: '!isRefused && nowMs - orderedAtMs < HOUR_MS;',
    to: '!isRefused && nowMs - orderedAtMs < HOUR_MS / 60;',
  },
  {
    name: 'a tick launches all that is missing',
    file: 'shared/planner/scaling/grow.ts',
    from: 'Math.min(wanted, definition.launch.perTick, launchesLeft(situation))',
    to: 'Math.min(wanted, launchesLeft(situation))',
  },
  {
    name: 'revisions are the time alone',
    file: 'shared/domain/routing/snapshot.ts',
    from: 'Math.max((previous?.revision ?? 0) + 1, Math.floor(nowMs / 1000))',
    to: 'Math.floor(nowMs / 1000)',
  },
  {
    name: 'changes are forgotten before they are recorded',
    file: 'shared/usecases/reconcile/tell.ts',
    from: 'slots.flatMap(({ untold }) => untold)',
    to: 'slots.flatMap(({ untold }) => untold.slice(1))',
  },
  {
    name: 'nobody is told of a drain that takes long',
    file: 'shared/planner/care/draining.ts',
    from: 'if (slot.flags.overdue || ageMs <= drain.overdueAfter) return undefined;',
    to: 'if (slot.flags.overdue || ageMs <= 2 * drain.overdueAfter) return undefined;',
  },
  {
    name: 'an address that was lost is not bound again',
    file: 'shared/planner/care/serving.ts',
    from: "if (binding.is === 'unbound') return binding.care;",
    to: "if (binding.is === 'unbound') return keep(slot);",
  },
];

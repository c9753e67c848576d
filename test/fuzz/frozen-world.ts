import { parseDefinition } from '../../shared/domain/definition/parse.ts';
import { NO_HISTORY } from '../../shared/domain/load-history.ts';
import { isOccupied, vacantSlot } from '../../shared/domain/slot/slot.ts';
import { NOTHING_STANDS } from '../../shared/domain/standing/standing.ts';
import type { FleetState } from '../../shared/ports/fleet-store.ts';
import type { Readiness } from '../../shared/ports/readiness.ts';
import type { RoutingStore } from '../../shared/ports/routing-store.ts';
import type { Ports } from '../../shared/usecases/reconcile/tick.ts';
import { addressOf, cloudInstance, heartbeat, NODES_TEXT, serving } from '../support/fleet.ts';
import { snapshotOf } from '../support/routes.ts';
import { NOW_MS, REVISION } from './payloads.ts';

export const FLEET = parseDefinition(NODES_TEXT, 'in-ngn.yml');
export const OVERRIDE = 'vote';
/** Its id must look like one of EC2's. */
export const INSTANCE = 'i-0123456789abcdef0';

/** A fleet that can be read, and that says what somebody wanted to write. */
export interface FrozenWorld {
  readonly ports: Ports & { readonly readiness: Readiness; readonly store: RoutingStore };
  /** The newest calls that would have changed something, with what they were told. */
  readonly writes: readonly (readonly unknown[])[];
  /** How many there were. */
  written(): number;
}

const WRITES_KEPT = 100;

export function frozenWorld(): FrozenWorld {
  const writes: (readonly unknown[])[] = [];
  let written = 0;
  const wouldWrite =
    <Result>(name: string, result: Result) =>
    (...told: readonly unknown[]): Promise<Result> => {
      written += 1;
      writes.push([name, ...told]);
      if (writes.length > WRITES_KEPT) writes.shift();
      return Promise.resolve(result);
    };
  return {
    writes,
    written: () => written,
    ports: { ...readOnly(wouldWrite), readiness: readiness() },
  };
}

type WouldWrite = <Result>(
  name: string,
  result: Result,
) => (...told: readonly unknown[]) => Promise<Result>;

function readOnly(wouldWrite: WouldWrite): Ports & { readonly store: RoutingStore } {
  const state = fleetState();
  const override = state.standing.overrides[0];
  if (!override) throw new Error('the world has an override');
  return {
    clock: { now: () => NOW_MS },
    store: {
      read: async () => state,
      readSnapshot: async () => state.routing?.snapshot,
      readAcknowledgement: async () => undefined,
      acknowledge: wouldWrite('acknowledge', undefined),
      saveSlot: wouldWrite('saveSlot', { saved: true } as const),
      placeOrder: (order) => wouldWrite('placeOrder', order)(order),
      markRefused: wouldWrite('markRefused', undefined),
      saveRefused: wouldWrite('saveRefused', undefined),
      saveSnapshot: wouldWrite('saveSnapshot', true),
      markPublished: wouldWrite('markPublished', undefined),
      saveConditions: wouldWrite('saveConditions', true),
      takeLease: wouldWrite('takeLease', true),
      wake: wouldWrite('wake', false),
      closeTick: wouldWrite('closeTick', undefined),
    },
    standing: {
      placeOverride: (fleet, placed) => wouldWrite('placeOverride', placed)(fleet, placed),
      cancelOverride: wouldWrite('cancelOverride', true),
      saveAlarm: wouldWrite('saveAlarm', true),
      saveSurge: wouldWrite('saveSurge', undefined),
      saveFreeze: wouldWrite('saveFreeze', undefined),
      saveReplacement: wouldWrite('saveReplacement', undefined),
      endReplacement: wouldWrite('endReplacement', undefined),
      saveWarning: wouldWrite('saveWarning', undefined),
      savePreflight: wouldWrite('savePreflight', undefined),
    },
    ...telemetry(wouldWrite),
    cloud: cloud(wouldWrite),
    routingTopic: { publish: wouldWrite('publishRoutes', undefined) },
    operationsTopic: { publish: wouldWrite('publishNotice', undefined) },
  };
}

function telemetry(wouldWrite: WouldWrite): Pick<Ports, 'history' | 'heartbeats'> {
  const beat = heartbeat(INSTANCE, NOW_MS);
  return {
    history: {
      addChanges: wouldWrite('addChanges', undefined),
      addFleetChange: wouldWrite('addFleetChange', undefined),
      addLoad: wouldWrite('addLoad', undefined),
      readFleetChanges: async (_, fromMs, toMs) => atMost400Days(fromMs, toMs),
      readChanges: async (_, fromMs, toMs) => atMost400Days(fromMs, toMs),
      readLoad: async (_, fromMs, toMs) => atMost400Days(fromMs, toMs),
      readHistory: async () => NO_HISTORY,
    },
    heartbeats: { read: async () => new Map([[beat.instanceArn, beat]]) },
  };
}

/** The table has a partition for each month, or day: who asks for ten thousand years reads as many. */
function atMost400Days(fromMs: number, toMs: number): [] {
  if (toMs - fromMs <= 400 * 86_400_000) return [];
  throw new Error('more is read than is kept');
}

function cloud(wouldWrite: WouldWrite): Ports['cloud'] {
  const [slot] = fleetState().slots;
  if (!slot) throw new Error('the world has a slot');
  return {
    instances: async () => [cloudInstance(slot)],
    addresses: async () =>
      [1, 2, 3, 4, 5].map((number) => addressOf(number, number === 1 ? INSTANCE : undefined)),
    impaired: async () => new Set(),
    warnings: async () => [],
    launchGround: async () => ({ subnets: [], template: 'template', templateVersion: '1' }),
    launch: wouldWrite('launch', { is: 'unknown', because: 'a test' } as const),
    bind: wouldWrite('bind', undefined),
    unbind: wouldWrite('unbind', undefined),
    direct: wouldWrite('direct', undefined),
    terminate: wouldWrite('terminate', undefined),
  };
}

function readiness(): Readiness {
  return {
    mayLaunch: async () => ({ allowed: true }),
    maySteer: async () => ({ allowed: true }),
    template: async () => '1',
    image: async () => ({ id: 'ami-0123456789abcdef0', state: 'available' }),
    subnets: async () => [],
    vcpus: async () => ({ quota: 100, perInstance: 2 }),
    subscriptions: async () => [],
    sms: async () => ({ isInSandbox: false, monthlySpendUsd: 100 }),
  };
}

function fleetState(): FleetState {
  const slot = serving(1, NOW_MS - 3_600_000);
  if (!isOccupied(slot)) throw new Error('a slot that serves has an instance');
  const ours = { ...slot, instance: { ...slot.instance, id: INSTANCE } };
  const because = { nowMs: NOW_MS, reason: 'a test', onBehalfOf: 'a test', writer: 'a test' };
  const override = {
    id: OVERRIDE,
    instances: 1,
    fromMs: NOW_MS - 1,
    untilMs: NOW_MS + 3_600_000,
    reason: 'a vote',
    onBehalfOf: 'noc',
  };
  return {
    slots: [ours, ...[2, 3, 4, 5].map((number) => vacantSlot('in-ngn', number, 0, because))],
    orders: [],
    refused: [],
    routing: { snapshot: snapshotOf(REVISION, [100]) },
    acknowledgements: [],
    conditions: undefined,
    tick: undefined,
    standing: { ...NOTHING_STANDS, overrides: [override] },
  };
}

import { inputInvalid } from '../../domain/input-invalid.ts';
import { isActive, type Override } from '../../domain/standing/override.ts';
import { type Ending, isFrozen } from '../../domain/standing/standing.ts';
import type { Order } from './operate.ts';

export type FleetCommand =
  /** All overrides, where none is named. */
  | { readonly action: 'cancel'; readonly override?: string | undefined }
  | {
      readonly action: 'freeze';
      readonly minutes?: number | undefined;
      readonly launchesToo: boolean;
    }
  | { readonly action: 'unfreeze' }
  /** Every instance that is there now makes way for a new one, one by one. */
  | { readonly action: 'replace' }
  | { readonly action: 'stop-replacing' };

/** Writes what is to stand for the fleet from now on. */
export function orderFleet(order: Order<FleetCommand>): Promise<readonly string[]> {
  const { command } = order;
  switch (command.action) {
    case 'cancel':
      return cancel(order, command.override);
    case 'freeze':
      return freeze(order, command);
    case 'unfreeze':
      return unfreeze(order);
    case 'replace':
      return replace(order);
    case 'stop-replacing':
      return stopReplacing(order);
  }
}

async function cancel(order: Order<FleetCommand>, id: string | undefined): Promise<string[]> {
  const { state, nowMs, run, definition } = order;
  const { overrides } = state.standing;
  if (id !== undefined && !overrides.some((override) => override.id === id))
    throw inputInvalid(`override: expected one of ${ids(overrides)}`, id);
  const meant = overrides.filter(
    (override) => isActive(override, nowMs) && (id === undefined || override.id === id),
  );
  const by = endingBy(order);
  const did: string[] = [];
  for (const override of meant) {
    if (!(await run.ports.standing.cancelOverride(definition.fleet, override.id, by))) continue;
    const what = `override ${override.id} (at least ${override.instances}) is cancelled`;
    did.push(what);
  }
  return did;
}

function ids(overrides: readonly Override[]): string {
  return overrides.map(({ id }) => id).join(', ') || 'none';
}

async function freeze(
  order: Order<FleetCommand>,
  { minutes, launchesToo }: Extract<FleetCommand, { action: 'freeze' }>,
): Promise<string[]> {
  const { state, nowMs, onBehalfOf, run, definition, command } = order;
  const { freeze: standing } = state.standing;
  const isSo = isFrozen(state.standing, nowMs) && standing?.launchesToo === launchesToo;
  if (isSo && minutes === undefined && standing?.untilMs === undefined) return [];
  const until = minutes === undefined ? {} : { untilMs: nowMs + minutes * 60_000 };
  const { reason } = command;
  await run.ports.standing.saveFreeze(definition.fleet, {
    sinceMs: nowMs,
    launchesToo,
    reason,
    onBehalfOf,
    ...until,
  });
  const kept = launchesToo ? 'nothing is retired or launched' : 'nothing is retired';
  const long = minutes === undefined ? 'until it is unfrozen' : `for ${minutes} minutes`;
  return [`${kept} ${long}`];
}

async function unfreeze(order: Order<FleetCommand>): Promise<string[]> {
  const { state, nowMs, run, definition } = order;
  const { freeze: standing } = state.standing;
  const lifted = endingBy(order);
  if (!standing || !isFrozen(state.standing, nowMs)) return [];
  await run.ports.standing.saveFreeze(definition.fleet, { ...standing, lifted });
  return ['the fleet is no longer frozen'];
}

async function replace(order: Order<FleetCommand>): Promise<string[]> {
  const { state, nowMs, onBehalfOf, run, definition, command } = order;
  const { replacement } = state.standing;
  if (replacement && !replacement.ended) return [];
  await run.ports.standing.saveReplacement(definition.fleet, {
    // EC2 tells a launch to the second: one in this second is a new one.
    requestedAtMs: Math.floor(nowMs / 1000) * 1000,
    reason: command.reason,
    onBehalfOf,
  });
  return ['every instance is replaced, one by one'];
}

async function stopReplacing(order: Order<FleetCommand>): Promise<string[]> {
  const { state, run, definition } = order;
  const { replacement } = state.standing;
  if (!replacement || replacement.ended) return [];
  await run.ports.standing.endReplacement(
    definition.fleet,
    replacement.requestedAtMs,
    endingBy(order),
  );
  return ['the replacement of instances is stopped'];
}

function endingBy({ command, nowMs, onBehalfOf }: Order<FleetCommand>): Ending {
  return { atMs: nowMs, reason: command.reason, onBehalfOf };
}

import type { Condition } from '../../domain/notice.ts';
import { waitingFor } from '../../domain/routing/acknowledgement.ts';
import type { Situation } from '../situation.ts';

/** What the softswitch nodes do not say, or say that they route otherwise. */
export function ofSoftswitches(situation: Situation): Condition[] {
  return [...unacknowledged(situation), ...drifting(situation)];
}

function unacknowledged(situation: Situation): Condition[] {
  const { definition, observed } = situation;
  const waitedMs = unacknowledgedMs(situation);
  if (!observed.published || waitedMs <= definition.routing.acknowledgeWithin) return [];
  const { revision } = observed.published;
  return unacknowledgedBy(situation).map((node) => ({
    key: `unacknowledged:${node}`,
    severity: 'warning',
    says: `softswitch ${node} does not acknowledge the routes`,
    detail:
      `It may send calls to instances that are leaving, and none to new ones. Revision ${revision} is ` +
      'published again every minute, and every drain waits.',
    whatToDo: `Look at asterfleet follow on ${node}, and compare its routes with describeFleet.`,
    over: `softswitch ${node} has acknowledged the routes`,
    endsAtOnce: true,
  }));
}

/** Since when some node has had something to acknowledge; 0 when none has. */
export function unacknowledgedMs(situation: Situation): number {
  const { observed, nowMs } = situation;
  if (!observed.published || unacknowledgedBy(situation).length === 0) return 0;
  return nowMs - observed.published.waitingSinceMs;
}

/** The names of the nodes that have not acknowledged the published routes. */
export function unacknowledgedBy({ definition, observed }: Situation): readonly string[] {
  const { published, acknowledgements } = observed;
  if (!published) return [];
  return waitingFor(definition.routing.nodes, acknowledgements, published.revision);
}

function drifting({ definition, observed }: Situation): Condition[] {
  const names = new Set(definition.routing.nodes.map(({ name }) => name));
  return observed.acknowledgements.flatMap(({ node, drift }) => {
    if (!drift || !names.has(node)) return [];
    const lacks = drift.missing.length > 0 ? [`lacks ${drift.missing.join(', ')}`] : [];
    const keeps = drift.extra.length > 0 ? [`still has ${drift.extra.join(', ')}`] : [];
    return [
      {
        key: `drift:${node}`,
        severity: 'warning' as const,
        says: `softswitch ${node} routes otherwise than it should`,
        detail: `It ${[...lacks, ...keeps].join(' and ')}.`,
        whatToDo: `Look at asterfleet follow on ${node}; it sets the routes right where it can.`,
        over: `softswitch ${node} routes what it should again`,
        endsAtOnce: true,
      },
    ];
  });
}

import type { Command } from '../../../shared/usecases/operate/operate.ts';
import type { Draw } from '../kernel/draw.ts';
import type { Simulation } from '../simulation.ts';

/** What people ask for by hand; each may be said twice. */
export const ORDERS = {
  'scale-out': (sim: Simulation, draw: Draw) => {
    const { slots } = sim.scenario.definition;
    sim.scaleOut({
      instances: draw.whole(1, slots),
      minutes: draw.whole(5, 25),
      reason: 'TV vote',
      onBehalfOf: 'noc',
    });
  },
  cancel: (sim: Simulation) => sim.operate({ action: 'cancel', reason: 'over' }),
  drain: (sim: Simulation, draw: Draw) =>
    sim.operate({ action: 'drain', ...aSlot(sim, draw), atOnce: draw.chance(0.5) }),
  resume: (sim: Simulation, draw: Draw) => sim.operate({ action: 'resume', ...aSlot(sim, draw) }),
  retire: (sim: Simulation, draw: Draw) =>
    sim.operate({ action: 'retire', ...aSlot(sim, draw), endCalls: true }),
  freeze: (sim: Simulation, draw: Draw) =>
    sim.operate({
      action: 'freeze',
      minutes: draw.whole(2, 15),
      launchesToo: draw.chance(0.3),
      reason: 'a change elsewhere',
    }),
  unfreeze: (sim: Simulation) => sim.operate({ action: 'unfreeze', reason: 'over' }),
  replace: (sim: Simulation) => sim.operate({ action: 'replace', reason: 'a new image' }),
  'stop-replacing': (sim: Simulation) =>
    sim.operate({ action: 'stop-replacing', reason: 'another day' }),
  rebuild: (sim: Simulation) => sim.operate({ action: 'rebuild', reason: 'a restore' }),
} as const satisfies Record<Command['action'] | 'scale-out', (sim: Simulation, draw: Draw) => void>;

export type OrderKind = keyof typeof ORDERS;

function aSlot(sim: Simulation, draw: Draw) {
  return { slot: draw.whole(1, sim.scenario.definition.slots), reason: 'a look at it' };
}

/** What a person does when all is over: whatever was held or frozen by hand is given back. */
export function giveBack(sim: Simulation): void {
  const { slots } = sim.scenario.definition;
  sim.operate({ action: 'unfreeze', reason: 'over' });
  sim.operate({ action: 'stop-replacing', reason: 'over' });
  for (let slot = 1; slot <= slots; slot += 1)
    sim.operate({ action: 'resume', slot, reason: 'over' });
}

import { TAG } from '../../../shared/domain/tags.ts';
import { FLEET_TABLE } from '../kernel/container.ts';
import type { Draw } from '../kernel/draw.ts';
import type { Simulation } from '../simulation.ts';
import { type Ec2Instance, isLive, stateAt } from '../world/ec2-instance.ts';

const MINUTE_MS = 60_000;

/**
 * One kind of misfortune, begun at a time that the seed draws, with what ends it. `mend` is what a person does
 * where the notice says so; without it the world goes on by itself.
 */
export interface WorldFault {
  readonly begin: (sim: Simulation, draw: Draw) => (() => unknown) | undefined;
  readonly lastsMinutes: readonly [number, number];
}

const anyLive = (sim: Simulation, draw: Draw): Ec2Instance | undefined => {
  const live = [...sim.world.ec2.instances.values()].filter((each) => isLive(each, sim.nowMs));
  return live.length > 0 ? draw.pick(live) : undefined;
};

/** Of a slot whose instance runs, and does not have it yet. */
const freeAddressOfABoot = (sim: Simulation) => {
  const { ec2 } = sim.world;
  const addresses = [...ec2.addresses.values()];
  const booting = sim.slots.find((slot) => {
    const instance = slot.state === 'booting' && ec2.instances.get(slot.instance.id);
    return instance && stateAt(instance, sim.nowMs) === 'running';
  });
  const address = booting && addresses[booting.number - 1];
  return address && !ec2.holderOf(address) ? address : undefined;
};

const withLive =
  (act: (sim: Simulation, instance: Ec2Instance, draw: Draw) => (() => unknown) | undefined) =>
  (sim: Simulation, draw: Draw) => {
    const instance = anyLive(sim, draw);
    return instance && act(sim, instance, draw);
  };

/** While it lasts, boots come out so; what booted meanwhile stays as it is. */
const boots =
  (boot: 'never' | 'half-way' | 'dies' | 'well', tookMinutes: readonly [number, number]) =>
  (sim: Simulation, draw: Draw) => {
    const { boots: standing } = sim.world.weather;
    const next = () => ({ boot, tookMs: draw.between(...tookMinutes) * MINUTE_MS });
    standing.add(next);
    return () => standing.delete(next);
  };

const heartbeats =
  (fate: 'late' | 'twice' | 'lost', share: number) => (sim: Simulation, draw: Draw) => {
    const { heartbeats: standing } = sim.world.weather;
    const next = () => (draw.chance(share) ? fate : ('sent' as const));
    standing.add(next);
    return () => standing.delete(next);
  };

export const WORLD_FAULTS = {
  'boots-never': { begin: boots('never', [1, 2]), lastsMinutes: [2, 15] },
  'boots-half-way': { begin: boots('half-way', [1, 2]), lastsMinutes: [2, 15] },
  'boots-die': { begin: boots('dies', [0.2, 3]), lastsMinutes: [2, 15] },
  'boots-slow': { begin: boots('well', [4, 12]), lastsMinutes: [5, 25] },
  'heartbeats-lost': { begin: heartbeats('lost', 1), lastsMinutes: [1, 20] },
  'heartbeats-some-lost': { begin: heartbeats('lost', 0.5), lastsMinutes: [5, 20] },
  'heartbeats-late': { begin: heartbeats('late', 0.5), lastsMinutes: [5, 20] },
  'heartbeats-twice': { begin: heartbeats('twice', 0.5), lastsMinutes: [5, 20] },
  'heartbeat-lies': {
    begin: (sim) => {
      const { over } = sim.scenario.definition.drain.proof;
      // Shorter than what the proof asks for, by what clocks may differ and a heartbeat.
      sim.world.weather.liesForMs = over - 2 * sim.scenario.skewMs - 16_000;
      return () => {
        sim.world.weather.liesForMs = 0;
      };
    },
    lastsMinutes: [10, 60],
  },
  'agent-dies': {
    begin: withLive((sim, instance) => {
      const host = sim.world.hosts.get(instance.id);
      if (host) host.isDumb = true;
      return () => {
        if (host) host.isDumb = false;
      };
    }),
    lastsMinutes: [2, 25],
  },
  'asterisk-unready': {
    begin: withLive((sim, instance, draw) => {
      const host = sim.world.hosts.get(instance.id);
      if (host) host.isSickUntilMs = sim.nowMs + draw.between(1, 10) * MINUTE_MS;
      return undefined;
    }),
    lastsMinutes: [0, 0],
  },
  'instance-impaired': {
    begin: withLive((sim, instance) => {
      const host = sim.world.hosts.get(instance.id);
      instance.isImpaired = true;
      if (host) host.isDumb = true;
      return () => {
        instance.isImpaired = false;
        if (host) host.isDumb = false;
      };
    }),
    lastsMinutes: [3, 20],
  },
  'instance-dies': {
    begin: withLive((sim, instance) => {
      sim.excuse(instance);
      sim.world.ec2.end(instance, 'terminated');
      return undefined;
    }),
    lastsMinutes: [0, 0],
  },
  'person-stops-instance': {
    begin: withLive((sim, instance) => {
      sim.excuse(instance);
      sim.world.ec2.end(instance, 'stopped');
      return undefined;
    }),
    lastsMinutes: [0, 0],
  },
  'person-takes-tags': {
    begin: withLive((sim, instance) => {
      const { ec2 } = sim.world;
      ec2.setTag(instance, TAG.fleet, undefined);
      return () => ec2.setTag(instance, TAG.fleet, sim.scenario.definition.fleet);
    }),
    lastsMinutes: [1, 12],
  },
  'person-unbinds-address': {
    begin: (sim, draw) => {
      const { ec2 } = sim.world;
      ec2.move(draw.pick([...ec2.addresses.values()]), undefined);
      return undefined;
    },
    lastsMinutes: [0, 0],
  },
  'person-binds-address': {
    // In the moment in which the controller is about to do so.
    begin: (sim, draw) => {
      const { ec2 } = sim.world;
      let undo = () => {};
      let isOver = false;
      const look = () => {
        const address = freeAddressOfABoot(sim);
        if (!address && !isOver) return sim.scheduler.after(1_000, look);
        if (!address || isOver) return undefined;
        const stray = sim.launchStray(draw.chance(0.5));
        ec2.move(address, stray.id);
        undo = () => {
          ec2.move(address, undefined);
          ec2.end(stray, 'terminated');
        };
        return sim.scheduler.after(draw.between(2, 10) * MINUTE_MS, () => isOver || undo());
      };
      look();
      return () => {
        isOver = true;
        undo();
      };
    },
    lastsMinutes: [20, 60],
  },
  'person-launches-stray': {
    begin: (sim) => {
      const stray = sim.launchStray(true);
      return () => sim.world.ec2.end(stray, 'terminated');
    },
    lastsMinutes: [3, 20],
  },
  'table-lost': {
    begin: (sim) => {
      sim.world.dynamodb.lose(FLEET_TABLE);
      sim.tableLost();
      return undefined;
    },
    lastsMinutes: [0, 0],
  },
  'zone-without-room': {
    begin: (sim, draw) => {
      const zones = sim.scenario.zones.slice(0, draw.whole(1, sim.scenario.zones.length));
      const types = sim.scenario.definition.instance.types.map(({ type }) => type);
      const keys = zones.flatMap((zone) => types.map((type) => `${zone} ${type}`));
      for (const key of keys) sim.world.ec2.room.set(key, draw.whole(0, 1));
      return () => {
        for (const key of keys) sim.world.ec2.room.delete(key);
      };
    },
    lastsMinutes: [2, 25],
  },
  'zone-goes-away': {
    begin: (sim, draw) => {
      const { ec2 } = sim.world;
      const zone = draw.pick(sim.scenario.zones);
      const there = [...ec2.instances.values()].filter((each) => each.zone === zone);
      for (const instance of there.filter((each) => isLive(each, sim.nowMs))) {
        sim.excuse(instance);
        ec2.end(instance, 'terminated');
      }
      const keys = sim.scenario.definition.instance.types.map(({ type }) => `${zone} ${type}`);
      for (const key of keys) ec2.room.set(key, 0);
      return () => {
        for (const key of keys) ec2.room.delete(key);
      };
    },
    lastsMinutes: [5, 25],
  },
  'quota-reached': {
    begin: (sim, draw) => {
      sim.world.ec2.vcpuQuota = draw.whole(0, 6);
      return () => {
        sim.world.ec2.vcpuQuota = 10_000;
      };
    },
    lastsMinutes: [2, 15],
  },
  'new-template': {
    begin: (sim) => {
      sim.world.ec2.templateVersion += 1;
      return undefined;
    },
    lastsMinutes: [0, 0],
  },
  'spot-interruption': {
    begin: withLive((sim, instance) => {
      sim.warn(instance, 'interruption', 2 * MINUTE_MS);
      sim.scheduler.after(2 * MINUTE_MS, () => {
        if (!isLive(instance, sim.nowMs)) return;
        sim.excuse(instance);
        sim.world.ec2.end(instance, 'terminated');
      });
      return undefined;
    }),
    lastsMinutes: [0, 0],
  },
  'maintenance-announced': {
    begin: withLive((sim, instance, draw) => {
      sim.warn(instance, 'maintenance', draw.whole(10, 200) * MINUTE_MS);
      return undefined;
    }),
    lastsMinutes: [0, 0],
  },
  'node-down': {
    begin: (sim, draw) => {
      const node = draw.pick(sim.world.nodes);
      node.isDownUntilMs = sim.nowMs + draw.between(1, 15) * MINUTE_MS;
      return undefined;
    },
    lastsMinutes: [0, 0],
  },
  'messages-lost': message('lost'),
  'messages-late': message('late'),
  'messages-twice': message('twice'),
  'ticks-dropped': tick('dropped'),
  'ticks-doubled': tick('doubled'),
  'ticks-late': tick('late'),
  'events-dropped': {
    begin: (sim) => {
      sim.eventFate = 'dropped';
      return () => {
        sim.eventFate = 'once';
      };
    },
    lastsMinutes: [5, 40],
  },
  'events-doubled': {
    begin: (sim) => {
      sim.eventFate = 'doubled';
      return () => {
        sim.eventFate = 'once';
      };
    },
    lastsMinutes: [5, 40],
  },
  'launches-unheard': {
    begin: (sim, draw) => {
      const { ec2, weather } = sim.world;
      const boot = draw.pick(['dies', 'well'] as const);
      const next = () => ({ boot, tookMs: draw.between(5_000, 30_000) });
      weather.boots.add(next);
      ec2.hidesFromMs = sim.nowMs;
      sim.unheard = () =>
        draw.chance(0.7) ? draw.pick(['lost-after', 'lost-after', 'refused'] as const) : undefined;
      return () => {
        weather.boots.delete(next);
        ec2.hidesFromMs = Number.POSITIVE_INFINITY;
        sim.unheard = () => undefined;
      };
    },
    // Shorter than what the planner gives EC2 to show a launch.
    lastsMinutes: [1, 2.5],
  },
  'events-flurry': {
    begin: (sim, draw) => {
      let isOver = false;
      const next = () => {
        const instance = anyLive(sim, draw);
        if (instance) sim.tell({ instanceIds: [instance.id] });
        if (!isOver) sim.scheduler.after(draw.between(4_000, 15_000), next);
      };
      next();
      return () => {
        isOver = true;
      };
    },
    lastsMinutes: [3, 15],
  },
  'containers-recycled': {
    begin: (sim) => {
      sim.lambda.recycle();
      return undefined;
    },
    lastsMinutes: [0, 0],
  },
} as const satisfies Record<string, WorldFault>;

export type WorldFaultKind = keyof typeof WORLD_FAULTS;

function message(fate: 'lost' | 'late' | 'twice'): WorldFault {
  return {
    begin: (sim) => {
      sim.messageFate = fate;
      return () => {
        sim.messageFate = 'once';
      };
    },
    lastsMinutes: [2, 20],
  };
}

function tick(fate: 'dropped' | 'doubled' | 'late'): WorldFault {
  return {
    begin: (sim) => {
      sim.tickFate = fate;
      return () => {
        sim.tickFate = 'once';
      };
    },
    lastsMinutes: [1, 15],
  };
}

import type { Directive, Heartbeat } from '../../shared/domain/heartbeat.ts';
import { TAG } from '../../shared/domain/tags.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import { Asterisk } from './asterisk.ts';
import { type Census, createCensus } from './census.ts';
import { createSoftswitch, type Softswitch } from './softswitch.ts';

/** A call as it is offered: when it comes, and how long it lasts if it is carried. */
interface OfferedCall {
  readonly atMs: number;
  readonly holdingMs: number;
}

/** What the world needs of EC2: the hosts, their tags as their own metadata shows them, and who holds an address. */
export interface Hosts {
  onLaunch(listener: (host: Host) => void): void;
  /** From outside, whatever it carries. */
  onTerminating(listener: (instanceId: string) => void): void;
  tags(instanceId: string): Readonly<Record<string, string>>;
  holderOf(address: string): string | undefined;
  /** Of the host, as its own metadata shows it. */
  addressOf(instanceId: string): string | undefined;
  /** By the instance itself. */
  powerOff(instanceId: string, atMs: number): void;
}

interface Host {
  readonly id: string;
  readonly arn: string;
  readonly launchedAtMs: number;
}

export interface WorldOptions {
  readonly hosts: Hosts;
  readonly calls: Iterator<OfferedCall>;
  /** Channels that an Asterisk carries at most. */
  readonly limit: number;
  readonly heartbeatMs: number;
  /** Seeded; called once for each launch, in their order. */
  readonly bootMs: () => number;
}

/** Callers, a softswitch and the Asterisks behind it, over a simulated day. */
export interface World {
  /** Lets calls come, end and be blocked, and hosts live, up to `toMs`. */
  runTo(toMs: number): void;
  /** A message on the routing topic, which takes a while to reach the softswitch. */
  deliverRoutes(message: string, atMs: number): void;
  /** The newest reading of each host that reports. */
  heartbeats(): readonly Heartbeat[];
  /** Percent of its limit that each host in service uses at this moment. */
  utilisations(atMs: number): readonly number[];
  readonly census: Census;
}

const DELIVERY_MS = 2_000;
const POWER_OFF_MS = 5_000;
/** Between looks of an agent that never was ready. Source: instance/agent/asterfleet/agent.py. */
const FIRST_LOOKS_MS = 2_000;
/** The agent comes up before Asterisk can take calls. */
const AGENT_BEFORE_READY_MS = 20_000;

export function createWorld(options: WorldOptions): World {
  const { hosts, calls, limit, heartbeatMs, bootMs } = options;
  const agenda = createAgenda();
  const census = createCensus();
  const softswitch = createSoftswitch();
  const asterisks = new Map<string, Asterisk>();

  hosts.onLaunch((host) => {
    const readyFromMs = host.launchedAtMs + bootMs();
    const asterisk = new Asterisk({
      instanceArn: host.arn,
      bootId: `first boot of ${host.id}`,
      agentFromMs: readyFromMs - AGENT_BEFORE_READY_MS,
      readyFromMs,
      limit,
    });
    asterisks.set(host.id, asterisk);
    keepReporting({ agenda, hosts, asterisks, heartbeatMs }, host.id, asterisk);
  });
  hosts.onTerminating((instanceId) => {
    census.cut(asterisks.get(instanceId)?.die() ?? 0);
    asterisks.delete(instanceId);
  });
  offerNext({ agenda, hosts, calls, softswitch, asterisks, census });

  return {
    census,
    runTo: (toMs) => {
      agenda.runTo(toMs);
      census.advance(toMs);
    },
    deliverRoutes: (message, atMs) =>
      agenda.at(atMs + DELIVERY_MS, () => softswitch.apply(message)),
    heartbeats: () =>
      [...asterisks.values()].flatMap(({ lastReading }) => (lastReading ? [lastReading] : [])),
    utilisations: (atMs) =>
      [...asterisks.values()].flatMap((asterisk) => asterisk.utilisation(atMs) ?? []),
  };
}

interface Reporting {
  readonly agenda: Agenda;
  readonly hosts: Hosts;
  readonly asterisks: Map<string, Asterisk>;
  readonly heartbeatMs: number;
}

/** The agent's loop: read what is wanted, do it, say how it is. */
function keepReporting(reporting: Reporting, id: string, asterisk: Asterisk): void {
  const { agenda, hosts, asterisks, heartbeatMs } = reporting;
  const turn = (atMs: number) => {
    if (!asterisks.has(id)) return;
    const directive = directiveIn(hosts.tags(id));
    if (directive) asterisk.obey(directive);
    asterisk.read(atMs, hosts.addressOf(id) !== undefined);
    if (directive === 'stop' && asterisk.calls === 0) {
      agenda.at(atMs + POWER_OFF_MS, (offMs) => leave(reporting, id, offMs));
      return;
    }
    const pauseMs = asterisk.wasReady ? heartbeatMs : Math.min(heartbeatMs, FIRST_LOOKS_MS);
    agenda.at(atMs + pauseMs, turn);
  };
  agenda.at(asterisk.options.agentFromMs, turn);
}

function leave({ hosts, asterisks }: Reporting, id: string, atMs: number): void {
  if (!asterisks.delete(id)) return;
  hosts.powerOff(id, atMs);
}

function directiveIn(tags: Readonly<Record<string, string>>): Directive | undefined {
  const text = tags[TAG.directive];
  return text === 'serve' || text === 'drain' || text === 'stop' ? text : undefined;
}

interface Offering {
  readonly agenda: Agenda;
  readonly hosts: Hosts;
  readonly calls: Iterator<OfferedCall>;
  readonly softswitch: Softswitch;
  readonly asterisks: ReadonlyMap<string, Asterisk>;
  readonly census: Census;
}

/** One call waits at a time: a year of them never stands in memory. */
function offerNext(offering: Offering): void {
  const next = offering.calls.next();
  if (next.done) return;
  const call = next.value;
  offering.agenda.at(call.atMs, (atMs) => {
    place(offering, call, atMs);
    offerNext(offering);
  });
}

/** Tries the routes in turn, as a softswitch does on a 503 or no answer; blocked when all refuse. */
function place(offering: Offering, call: OfferedCall, atMs: number): void {
  const { agenda, hosts, softswitch, asterisks, census } = offering;
  census.advance(atMs);
  census.offer();
  for (const address of softswitch.nextRoutes()) {
    const asterisk = asterisks.get(hosts.holderOf(address) ?? '');
    if (!asterisk?.accept(call, atMs)) continue;
    census.carry();
    agenda.at(atMs + call.holdingMs, (endMs) => {
      if (!asterisk.end(call)) return;
      census.advance(endMs);
      census.end();
    });
    return;
  }
  census.block();
}

import { sessionArnOf, type UrlAnswer, urlEventOf } from '../../../local/cloud/url-event.ts';
import type { FleetDefinition } from '../../../shared/domain/definition/schema.ts';
import type { Scheduler } from '../../../test/simulation/kernel/scheduler.ts';
import { type Snapshot, SoftswitchNode } from '../../../test/simulation/world/softswitch.ts';
import { ASSUMED } from './assumed.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** `asterfleet follow` beside each softswitch node: it hears of routes, looks for itself, and acknowledges. */
export class Followers {
  readonly nodes: readonly SoftswitchNode[];
  readonly #fleet: string;
  readonly #scheduler: Scheduler;
  /** The principal of each node. */
  readonly #principals: ReadonlyMap<string, string>;

  constructor({ fleet, routing }: FleetDefinition, scheduler: Scheduler) {
    this.#fleet = fleet;
    this.#scheduler = scheduler;
    this.#principals = new Map(routing.nodes.map(({ name, principal }) => [name, principal]));
    this.nodes = routing.nodes.map(({ name }) => new SoftswitchNode(name));
  }

  /** A message of the routing topic; what is no snapshot only says that there is one to read. */
  hear(message: string, serveRouting: LambdaFunction): void {
    const told = JSON.parse(message) as Partial<Snapshot>;
    for (const node of this.nodes)
      this.#scheduler.after(ASSUMED.messageDelayMs, () => {
        if (!told.routes) return this.#poll(node, serveRouting);
        return this.#apply(node, told as Snapshot, serveRouting);
      });
  }

  /** The looks of the minute that begins now, spread over it. */
  minute(serveRouting: LambdaFunction): void {
    this.nodes.forEach((node, index) => {
      const offsetMs = (ASSUMED.pollMs * (index + 0.5)) / this.nodes.length;
      for (let inMs = offsetMs; inMs < 60_000; inMs += ASSUMED.pollMs)
        this.#scheduler.after(inMs, () => this.#poll(node, serveRouting));
    });
  }

  #poll(node: SoftswitchNode, serveRouting: LambdaFunction): void {
    const query = { node: node.name };
    const headers = { 'if-none-match': `"${node.revision}"` };
    serveRouting.invoke(this.#request(node, { method: 'GET', query, headers }), (answer) => {
      const { statusCode, body, headers: said } = answer as UrlAnswer;
      if (statusCode === 200) this.#apply(node, JSON.parse(body) as Snapshot, serveRouting);
      else if (Number(said['asterfleet-acknowledged'] ?? node.revision) < node.revision)
        this.#acknowledge(node, serveRouting);
    });
  }

  #apply(node: SoftswitchNode, snapshot: Snapshot, serveRouting: LambdaFunction): void {
    if (node.apply(snapshot, this.#scheduler.nowMs)) this.#acknowledge(node, serveRouting);
  }

  #acknowledge(node: SoftswitchNode, serveRouting: LambdaFunction): void {
    const body = JSON.stringify({ fleet: this.#fleet, revision: node.revision, node: node.name });
    serveRouting.invoke(this.#request(node, { method: 'POST', body }));
  }

  #request(
    { name }: SoftswitchNode,
    request: Omit<Parameters<typeof urlEventOf>[0], 'userArn'>,
  ): object {
    return urlEventOf({ ...request, userArn: sessionArnOf(this.#principals.get(name) ?? '') });
  }
}

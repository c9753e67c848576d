import { contextOf, deployedName } from '../../../local/cloud/lambda-context.ts';
import { type Container, openContainer } from '../../../test/simulation/kernel/container.ts';
import type { Draw } from '../../../test/simulation/kernel/draw.ts';
import type { FunctionRun } from '../../../test/simulation/kernel/function-run.ts';
import { Lambda } from '../../../test/simulation/kernel/lambda.ts';
import type { Scheduler } from '../../../test/simulation/kernel/scheduler.ts';
import { ASSUMED, PRICED_STAGE, slownessAt } from './assumed.ts';
import { type FunctionName, HANDLERS, type Wiring } from './handlers.ts';
import type { Ledger } from './ledger.ts';

type Handler = ReturnType<(typeof HANDLERS)[FunctionName]>;

export interface FunctionOptions extends Pick<Wiring, 'edge' | 'fleets' | 'subnetIds'> {
  readonly scheduler: Scheduler;
  readonly draw: Draw;
  readonly ledger: Ledger;
  readonly memoryMb: number;
  /** Before a run goes on with its own code. */
  readonly onResumed: (run: FunctionRun) => void;
}

/** One of the deployed functions: its own warm containers, and what each of its runs is billed. */
export class LambdaFunction {
  readonly name: FunctionName;
  readonly #options: FunctionOptions;
  readonly #lambda: Lambda;
  readonly #handlers = new WeakMap<Container, Handler>();
  #startsCold = false;
  #lastMs = 0;
  #recycledMs: number;

  constructor(name: FunctionName, options: FunctionOptions) {
    this.name = name;
    this.#options = options;
    const { scheduler, draw } = options;
    this.#recycledMs = scheduler.nowMs;
    this.#lambda = new Lambda({
      scheduler,
      draw,
      open: () => this.#open(),
      onEnd: (run, ended) => this.#ended(run, ended.is !== 'done'),
    });
  }

  /** As a schedule or a URL calls. */
  invoke(event: object, onAnswer: (answer: unknown) => void = () => undefined): void {
    this.#recycle();
    this.#lambda.invoke(this.name, async (container) =>
      onAnswer(await this.#run(container, event)),
    );
  }

  /** As EventBridge and alarms call: what fails is delivered again. */
  deliver(event: object): void {
    this.#recycle();
    this.#lambda.deliver(this.name, (container) => this.#run(container, event));
  }

  /** The code of one of its runs took so long here, until it waited or ended. */
  took(ms: number): void {
    const account = this.#options.ledger.account(this.name);
    account.codeMs += ms;
    account.billedMs += ms * slownessAt(this.#options.memoryMb);
  }

  async #run(container: Container, event: object): Promise<unknown> {
    const { run } = container;
    const handler = this.#handlers.get(container);
    if (!run || !handler) throw new Error(`${this.name}: a container without its handler`);
    // Its code is measured from the next turn on.
    await Promise.resolve();
    this.#options.onResumed(run);
    return handler(event, contextOf(deployedName(PRICED_STAGE, this.name), this.#options.memoryMb));
  }

  #open(): Container {
    const { edge, scheduler, fleets, subnetIds, onResumed } = this.#options;
    this.#startsCold = true;
    const container = openContainer({
      edge,
      now: () => scheduler.nowMs,
      sleep: async (ms) => {
        await scheduler.sleep(ms);
        if (container.run) onResumed(container.run);
      },
      skewMs: 0,
      subnetIds,
    });
    this.#handlers.set(container, HANDLERS[this.name]({ container, edge, fleets, subnetIds }));
    return container;
  }

  #recycle(): void {
    const { nowMs } = this.#options.scheduler;
    const isOld = nowMs - this.#recycledMs > ASSUMED.livesMs;
    if (isOld || nowMs - this.#lastMs > ASSUMED.keptIdleMs) {
      this.#lambda.recycle();
      this.#recycledMs = nowMs;
    }
    this.#lastMs = nowMs;
  }

  #ended(run: FunctionRun, hasFailed: boolean): void {
    const { scheduler, ledger, memoryMb } = this.#options;
    const account = ledger.account(this.name);
    const { runtimeMs, sdkCallMs, coldStartMs } = ASSUMED;
    const processorMs = runtimeMs + run.calls * sdkCallMs;
    const waitedMs = scheduler.nowMs - run.startedAtMs;
    account.runs += 1;
    account.failed += Number(hasFailed);
    account.billedMs += Math.ceil(waitedMs + processorMs * slownessAt(memoryMb));
    if (!this.#startsCold) return;
    this.#startsCold = false;
    account.coldStarts += 1;
    account.billedMs += coldStartMs;
  }
}

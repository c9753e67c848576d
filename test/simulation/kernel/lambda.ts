import type { Container } from './container.ts';
import type { Draw } from './draw.ts';
import { FUNCTION_TIMEOUT_MS, type FunctionRun } from './function-run.ts';
import type { Scheduler } from './scheduler.ts';

/** Source: Lambda developer guide, "Asynchronous invocation": two more attempts, after one and two minutes. */
const AGAIN_AFTER_MS = [60_000, 120_000];

export type Body = (container: Container, runId: string) => Promise<unknown>;

export interface LambdaOptions {
  readonly scheduler: Scheduler;
  readonly draw: Draw;
  readonly open: () => Container;
  readonly onEnd: (run: FunctionRun, outcome: Ended) => void;
}

export type Ended =
  | { readonly is: 'done'; readonly value: unknown }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'dead' };

/** Runs functions in warm containers, as many at once as are called for; ends those that take too long. */
export class Lambda {
  readonly #options: LambdaOptions;
  readonly #idle: Container[] = [];
  #runs = 0;

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  /** Containers do not live for ever, nor do their clocks. */
  recycle(): void {
    this.#idle.length = 0;
  }

  invoke(name: string, body: Body): void {
    void this.#run(name, body);
  }

  /** As EventBridge and alarms call: what fails is delivered again. */
  deliver(name: string, body: Body, attempt = 0): void {
    const again = (ended: Ended) => {
      const waitMs = AGAIN_AFTER_MS[attempt];
      if (ended.is === 'done' || waitMs === undefined) return;
      this.#options.scheduler.after(waitMs, () => this.deliver(name, body, attempt + 1));
    };
    void this.#run(name, body, again);
  }

  async #run(name: string, body: Body, after: (ended: Ended) => void = () => undefined) {
    const { scheduler, open, onEnd, draw } = this.#options;
    this.#runs += 1;
    const run: FunctionRun = {
      id: `run-${this.#runs}`,
      name,
      startedAtMs: scheduler.nowMs,
      isDead: false,
      calls: 0,
      unread: new Set(),
    };
    const container = this.#idle.splice(draw.whole(0, this.#idle.length - 1), 1)[0] ?? open();
    container.run = run;
    let isOver = false;
    const end = (ended: Ended) => {
      if (isOver) return;
      isOver = true;
      if (ended.is === 'dead') run.isDead = true;
      else this.#idle.push(container);
      onEnd(run, ended);
      after(ended);
    };
    scheduler.after(FUNCTION_TIMEOUT_MS, () => end({ is: 'dead' }));
    scheduler.resumed();
    try {
      const value = await body(container, run.id);
      if (!run.isDead) end({ is: 'done', value });
    } catch (error) {
      if (!run.isDead) end({ is: 'failed', error });
    }
  }
}

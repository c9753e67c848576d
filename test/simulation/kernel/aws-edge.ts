import type { CallFault, Service } from '../faults/call-faults.ts';
import { refusalsOf } from '../faults/refusals.ts';
import { AwsError } from '../world/aws-error.ts';
import type { Draw } from './draw.ts';
import type { FunctionRun } from './function-run.ts';
import type { Scheduler } from './scheduler.ts';

/** Source: the SDK's standard retry mode. */
const ATTEMPTS_MAX = 3;
/** Source: `timeOuts` of each client in shared/adapters/aws. */
const TIME_OUT_MS: Readonly<Record<Service, number>> = {
  ec2: 8_000,
  dynamodb: 3_000,
  sns: 3_000,
  servicequotas: 3_000,
};
const SLOW_MS = 2_500;
const THROTTLED: Readonly<Record<Service, string>> = {
  ec2: 'RequestLimitExceeded',
  dynamodb: 'ThrottlingException',
  sns: 'ThrottledException',
  servicequotas: 'TooManyRequestsException',
};
const RETRIED = new Set([...Object.values(THROTTLED), 'InternalError', 'TimeoutError']);

export interface Call {
  readonly run: FunctionRun;
  readonly service: Service;
  readonly operation: string;
  readonly input: object;
  readonly failed: (error: Error) => void;
}

export interface EdgeOptions {
  readonly scheduler: Scheduler;
  readonly draw: Draw;
  /** How long a call is on its way, and its answer on the way back. */
  readonly wayMs: (call: Call) => number;
  readonly faultOf: (call: Call) => CallFault | undefined;
  /** The world's answer, at the moment in which it acts. Throws AwsError. */
  readonly act: (call: Call) => object;
  readonly onStep: (call: Call, says: string) => void;
  readonly onFault: (fault: CallFault) => void;
  /** A call has failed for good, or was answered. */
  readonly onFailed: (call: Call, error: Error) => void;
  readonly onAnswered: (call: Call) => void;
}

interface Promised extends Call {
  readonly resolve: (answer: object) => void;
  readonly reject: (error: Error) => void;
}

type Outcome = { readonly answer: object } | { readonly error: Error };

/**
 * Between a function and AWS: every call is on its way for a while, acts in one moment, and is answered later; so
 * runs meet at every await. The SDK's retries are here. A run that is dead sends nothing more and hears nothing;
 * what it has sent still arrives.
 */
export class AwsEdge {
  readonly #options: EdgeOptions;

  constructor(options: EdgeOptions) {
    this.#options = options;
  }

  send(call: Call): Promise<object> {
    call.run.calls += 1;
    return new Promise((resolve, reject) => this.#attempt({ ...call, resolve, reject }, 1));
  }

  #attempt(call: Promised, attempt: number): void {
    if (call.run.isDead) return;
    const { scheduler, draw, wayMs, onStep, onFault, faultOf } = this.#options;
    const fault = faultOf(call);
    if (fault) onFault(fault);
    if (fault === 'dies') {
      call.run.isDead = true;
      onStep(call, 'the function is dead before it');
      return;
    }
    const thereMs = fault === 'slow' ? draw.between(1, SLOW_MS) : wayMs(call);
    scheduler.after(thereMs, () => this.#arrive(call, attempt, fault));
  }

  #arrive(call: Promised, attempt: number, fault: CallFault | undefined): void {
    const { scheduler, wayMs, onStep } = this.#options;
    const outcome = this.#outcomeOf(call, fault);
    onStep(call, `${fault ? `[${fault}] ` : ''}${saysOf(outcome)}`);
    if (fault === 'hangs' || fault === 'hangs-after') return;
    if (fault === 'dies-after') {
      call.run.isDead = true;
      return;
    }
    const isLost = fault === 'lost' || fault === 'lost-after';
    const backMs = isLost ? TIME_OUT_MS[call.service] : wayMs(call);
    scheduler.after(backMs, () => this.#answer(call, attempt, outcome));
  }

  #outcomeOf(call: Promised, fault: CallFault | undefined): Outcome {
    const failed = (name: string) => ({ error: new AwsError(name, `${name} (${call.operation})`) });
    switch (fault) {
      case 'throttled':
        return failed(THROTTLED[call.service]);
      case 'refused':
        return failed(this.#options.draw.pick(refusalsOf(call.operation)));
      case 'server-error':
        return failed('InternalError');
      case 'lost':
      case 'hangs':
        return failed('TimeoutError');
      case 'server-error-after':
        this.#act(call);
        return failed('InternalError');
      case 'lost-after':
      case 'hangs-after':
        this.#act(call);
        return failed('TimeoutError');
      default:
        return this.#act(call);
    }
  }

  #act(call: Promised): Outcome {
    try {
      return { answer: this.#options.act(call) };
    } catch (error) {
      if (error instanceof AwsError) return { error };
      throw error;
    }
  }

  #answer(call: Promised, attempt: number, outcome: Outcome): void {
    if (call.run.isDead) return;
    const { scheduler, draw, onFailed, onAnswered } = this.#options;
    if ('error' in outcome) call.failed(outcome.error);
    if ('error' in outcome && RETRIED.has(outcome.error.name) && attempt < ATTEMPTS_MAX) {
      scheduler.after(draw.between(50, 400) * attempt, () => {
        this.#attempt(call, attempt + 1);
      });
      return;
    }
    scheduler.resumed();
    if ('answer' in outcome) {
      onAnswered(call);
      call.resolve(outcome.answer);
    } else {
      onFailed(call, outcome.error);
      call.reject(outcome.error);
    }
  }
}

function saysOf(outcome: Outcome): string {
  return 'error' in outcome ? outcome.error.name : 'ok';
}

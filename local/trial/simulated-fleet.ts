/** Softswitch and Asterisks of one trial, a second at a time. */
const GONE = 0;
export const BOOTING = 1;
export const ACCEPTING = 2;
export const DRAINING = 3;

/** Longer than any call. */
const WHEEL = 65_536;
const OLD_SECONDS = 600;

export interface FleetOptions {
  /** Calls that one instance carries at most. */
  readonly limit: number;
  /** Undefined: in turn, and a full one is passed over. Else oldest first up to this, then least loaded. */
  readonly ceiling: number | undefined;
  /** What it takes to be sure that a drained one is empty, seconds; absent: nothing. */
  readonly departure?: Departure | undefined;
}

export interface Departure {
  /** From the beginning of the drain, however empty it is. */
  readonly grace: number;
  /** From then, and from the end of its last call. */
  readonly proof: number;
}

/** Counts since the beginning. */
export interface Counts {
  offered: number;
  blocked: number;
  cut: number;
  launches: number;
  takenBack: number;
  /** Instance-seconds: paid from launch to end; of these draining. */
  paid: number;
  draining: number;
}

export interface Instance {
  readonly id: number;
  state: number;
  readonly launchedAt: number;
  readyAt: number;
  channels: number;
  /** Of these, up for more than ten minutes. */
  old: number;
  drainedAt: number;
  /** When it is gone, if nothing comes between. */
  leavesAt: number;
  endedAt: number;
}

/** Calls by the second in which something becomes of them: lists, each call naming the next. */
class Wheel {
  readonly #first = new Int32Array(WHEEL).fill(-1);
  readonly #next: Int32Array;

  constructor(calls: number) {
    this.#next = new Int32Array(calls);
  }

  add(call: number, second: number): void {
    const at = second % WHEEL;
    this.#next[call] = this.#first[at] ?? -1;
    this.#first[at] = call;
  }

  /** All of that second, and none are left. */
  take(second: number, each: (call: number) => void): void {
    const at = second % WHEEL;
    let call = this.#first[at] ?? -1;
    this.#first[at] = -1;
    while (call >= 0) {
      each(call);
      call = this.#next[call] ?? -1;
    }
  }
}

export class SimulatedFleet {
  readonly instances: Instance[] = [];
  readonly counts: Counts = {
    offered: 0,
    blocked: 0,
    cut: 0,
    launches: 0,
    takenBack: 0,
    paid: 0,
    draining: 0,
  };
  /** Not gone, oldest first. */
  alive: Instance[] = [];
  now = 0;
  readonly #options: FleetOptions;
  readonly #holding: Uint16Array;
  readonly #ends: Wheel;
  readonly #ages: Wheel;
  /** Which instance carries a call. */
  readonly #carrier: Int32Array;
  #open: Instance[] = [];
  #turn = 0;

  /** `holding`: of each call, in the order in which they come, seconds. */
  constructor(options: FleetOptions, holding: Uint16Array) {
    this.#options = options;
    this.#holding = holding;
    this.#ends = new Wheel(holding.length);
    this.#ages = new Wheel(holding.length);
    this.#carrier = new Int32Array(holding.length);
  }

  /** Ready after so many seconds; 0: at once. */
  launch(bootSeconds: number): Instance {
    const instance: Instance = {
      id: this.instances.length,
      state: bootSeconds > 0 ? BOOTING : ACCEPTING,
      launchedAt: this.now,
      readyAt: this.now + bootSeconds,
      channels: 0,
      old: 0,
      drainedAt: Number.POSITIVE_INFINITY,
      leavesAt: Number.POSITIVE_INFINITY,
      endedAt: Number.POSITIVE_INFINITY,
    };
    this.instances.push(instance);
    this.alive.push(instance);
    this.counts.launches += 1;
    if (instance.state === ACCEPTING) this.#reopen();
    return instance;
  }

  /** No new calls; gone when the last has ended. One that boots is gone at once. */
  drain(instance: Instance): void {
    const isBooting = instance.state === BOOTING;
    instance.state = DRAINING;
    instance.drainedAt = this.now;
    this.#reopen();
    if (isBooting) this.#end(instance);
    else if (instance.channels === 0) this.#empty(instance);
  }

  takeBack(instance: Instance): void {
    instance.state = ACCEPTING;
    instance.leavesAt = Number.POSITIVE_INFINITY;
    this.counts.takenBack += 1;
    this.#reopen();
  }

  /** Gone at once, with its calls. */
  kill(instance: Instance): void {
    this.counts.cut += instance.channels;
    instance.channels = 0;
    instance.old = 0;
    this.#end(instance);
  }

  /** One second: boots, calls that end, so many calls that begin. */
  second(from: number, count: number): void {
    this.now += 1;
    for (const instance of this.alive)
      if (instance.state === BOOTING && instance.readyAt <= this.now) {
        instance.state = ACCEPTING;
        this.#reopen();
      } else if (instance.leavesAt <= this.now) this.#end(instance);
    this.#ages.take(this.now, this.#grewOld);
    this.#ends.take(this.now, this.#ended);
    for (let call = from; call < from + count; call += 1) this.#place(call);
    for (const { state } of this.alive) {
      this.counts.paid += 1;
      if (state === DRAINING) this.counts.draining += 1;
    }
  }

  readonly #grewOld = (call: number): void => {
    const instance = this.instances[this.#carrier[call] ?? 0];
    if (instance && instance.state !== GONE) instance.old += 1;
  };

  readonly #ended = (call: number): void => {
    const instance = this.instances[this.#carrier[call] ?? 0];
    if (!instance || instance.state === GONE) return;
    instance.channels -= 1;
    if ((this.#holding[call] ?? 0) > OLD_SECONDS) instance.old -= 1;
    if (instance.state === DRAINING && instance.channels === 0) this.#empty(instance);
  };

  #place(call: number): void {
    this.counts.offered += 1;
    const { ceiling } = this.#options;
    const instance = ceiling === undefined ? this.#inTurn() : this.#packed(ceiling);
    if (!instance) {
      this.counts.blocked += 1;
      return;
    }
    instance.channels += 1;
    this.#carrier[call] = instance.id;
    const seconds = this.#holding[call] ?? 1;
    this.#ends.add(call, this.now + seconds);
    if (seconds > OLD_SECONDS) this.#ages.add(call, this.now + OLD_SECONDS);
  }

  #inTurn(): Instance | undefined {
    const open = this.#open;
    for (let tries = 0; tries < open.length; tries += 1) {
      this.#turn = (this.#turn + 1) % open.length;
      const instance = open[this.#turn];
      if (instance && instance.channels < this.#options.limit) return instance;
    }
    return undefined;
  }

  #packed(ceiling: number): Instance | undefined {
    let least: Instance | undefined;
    for (const instance of this.#open) {
      if (instance.channels < ceiling) return instance;
      if (!least || instance.channels < least.channels) least = instance;
    }
    return least && least.channels < this.#options.limit ? least : undefined;
  }

  #reopen(): void {
    this.#open = this.alive.filter(({ state }) => state === ACCEPTING);
  }

  /** Its last call is over; it is paid for until that is proved. */
  #empty(instance: Instance): void {
    const { departure } = this.#options;
    if (!departure) this.#end(instance);
    else
      instance.leavesAt =
        Math.max(this.now, instance.drainedAt + departure.grace) + departure.proof;
  }

  #end(instance: Instance): void {
    instance.state = GONE;
    instance.endedAt = this.now;
    this.alive = this.alive.filter((each) => each !== instance);
    this.#reopen();
  }
}

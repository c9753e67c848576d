/** What can be asked of AWS before capacity is needed, without changing anything. Each may throw. */
export interface Readiness {
  /** Rights, by dry run of the very calls that are made later. */
  mayLaunch(fleet: string, instanceType: string): Promise<Verdict>;
  maySteer(instanceId: string): Promise<Verdict>;
  /** The newest version of the fleet's template; undefined where there is none. */
  template(fleet: string): Promise<string | undefined>;
  /** The image that the newest template version names. */
  image(fleet: string): Promise<{ readonly id: string; readonly state: string }>;
  subnets(): Promise<readonly { readonly id: string; readonly freeAddresses: number }[]>;
  /** Of the account, for instances of the standard families, and what one instance of the type takes. */
  vcpus(instanceType: string): Promise<{ readonly quota: number; readonly perInstance: number }>;
  subscriptions(): Promise<readonly Subscription[]>;
  sms(): Promise<{ readonly isInSandbox: boolean; readonly monthlySpendUsd: number }>;
}

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: string };

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

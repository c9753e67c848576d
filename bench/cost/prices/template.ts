/** What is deployed, whatever happens; from the packaged template. */
export interface Deployed {
  readonly alarms: number;
  /** Of a period below a minute. */
  readonly fastAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Of the function of that folder. */
  memoryMb(name: string): number;
  isTraced(name: string): boolean;
  /** Of the function that reads the heartbeats as they are written. */
  readonly stream: { readonly windowS: number };
  /** Of the metrics, and of the names of the alarms. */
  readonly service: string;
  /** What the functions' logs and metrics are called by. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type Resources = Readonly<Record<string, Resource>>;

interface FunctionProperties {
  readonly MemorySize?: number;
  readonly TracingConfig?: { readonly Mode?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
}

export function deployedIn(resources: Resources): Deployed {
  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties = {} }) => Properties);
  const isFast = (alarm: Readonly<Record<string, unknown>>) => Number(alarm['Period']) < 60;
  // The stream has another reader, whose filter lets next to nothing through.
  const mapping = ofType('AWS::Lambda::EventSourceMapping').find(({ Properties }) =>
    JSON.stringify(Properties?.['FunctionName'] ?? '').includes('MeasureLoad'),
  );
  const properties = (name: string): FunctionProperties => {
    const found = resources[`${logicalNameOf(name)}LambdaFunction`]?.Properties;
    if (!found) throw new Error(`reading the template: there is no function ${name}`);
    return found;
  };
  const variables = properties('reconcile-fleet').Environment?.Variables ?? {};
  const environment = Object.entries(variables).flatMap(([name, value]) =>
    name.startsWith('POWERTOOLS_') && typeof value === 'string' ? [[name, value] as const] : [],
  );
  return {
    alarms: alarms.filter((alarm) => !isFast(alarm)).length,
    fastAlarms: alarms.filter(isFast).length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    memoryMb: (name) => Number(properties(name).MemorySize),
    isTraced: (name) => properties(name).TracingConfig?.Mode === 'Active',
    stream: { windowS: Number(mapping?.Properties?.['MaximumBatchingWindowInSeconds']) },
    service: String(variables['POWERTOOLS_SERVICE_NAME']),
    environment: Object.fromEntries(environment),
  };
}

function logicalNameOf(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

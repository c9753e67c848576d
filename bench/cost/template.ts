/** What is deployed, whatever happens; from the packaged template. */
export interface Deployed {
  readonly alarms: number;
  /** Of a period below a minute. */
  readonly fastAlarms: number;
  readonly dashboards: number;
  readonly keys: number;
  readonly memoryGb: number;
  /** Logical ids of the functions whose every run begins a trace. */
  readonly traced: readonly string[];
  /** Of the function that reads the heartbeats as they are written. */
  readonly stream: { readonly windowS: number; readonly memoryGb: number };
  /** Metrics of our own that an alarm watches. */
  readonly watched: readonly Watched[];
}

interface Watched {
  readonly name: string;
  readonly periodS: number;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type Resources = Readonly<Record<string, Resource>>;

export function deployedIn(resources: Resources): Deployed {
  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties = {} }) => Properties);
  const isFast = (alarm: Readonly<Record<string, unknown>>) => Number(alarm['Period']) < 60;
  const tick = resources['ReconcileFleetLambdaFunction']?.Properties ?? {};
  const [mapping] = ofType('AWS::Lambda::EventSourceMapping');
  const measureLoad = resources['MeasureLoadLambdaFunction']?.Properties ?? {};
  return {
    alarms: alarms.filter((alarm) => !isFast(alarm)).length,
    fastAlarms: alarms.filter(isFast).length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    memoryGb: Number(tick['MemorySize']) / 1024,
    traced: Object.keys(resources).filter((id) => isTraced(resources[id]?.Properties)),
    stream: {
      windowS: Number(mapping?.Properties?.['MaximumBatchingWindowInSeconds']),
      memoryGb: Number(measureLoad['MemorySize']) / 1024,
    },
    watched: alarms
      .filter((alarm) => !String(alarm['Namespace']).startsWith('AWS/'))
      .map((alarm) => ({ name: String(alarm['MetricName']), periodS: Number(alarm['Period']) })),
  };
}

function isTraced(properties: Resource['Properties'] = {}): boolean {
  const { Mode } = (properties['TracingConfig'] ?? {}) as { readonly Mode?: string };
  return Mode === 'Active';
}

/** Those that an alarm watches and the tick does not emit: somebody else puts them. */
export function putByOthers({ watched }: Deployed, emitted: readonly string[]): Watched[] {
  return watched.filter(({ name }) => !emitted.some((series) => series.split(' ')[1] === name));
}

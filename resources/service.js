// What the generated resources know of the service: its fleets, its functions and its names.
import { readdirSync, readFileSync } from 'node:fs';
import { parseDefinition } from '../shared/domain/definition/parse.ts';

const folder = new URL('../fleets/', import.meta.url);

export const fleets = readdirSync(folder)
  .filter((file) => file.endsWith('.yml'))
  .sort()
  .map((file) => parseDefinition(readFileSync(new URL(file, folder), 'utf8'), `fleets/${file}`));

/** Of one stage: names, where its metrics are, and every function that serverless.yml declares. */
export async function readService(resolveVariable) {
  const [service, deployment, telemetry, functions] = await Promise.all(
    ['self:service', 'sls:stage', 'self:custom.telemetry', 'self:functions'].map(resolveVariable),
  );
  return {
    name: `${service}-${deployment}`,
    deployment,
    telemetry,
    functions: Object.entries(functions).map(([key, declared]) => ({
      ...declared,
      name: key,
      id: logicalId(key),
    })),
  };
}

/** `in-ngn` becomes `InDashngn`, as the packager does it for functions: no two names can meet. */
export function logicalId(name) {
  const id = name.replaceAll('-', 'Dash');
  return id.charAt(0).toUpperCase() + id.slice(1);
}

/** An alarm is told to the operations topic when it starts and when it ends, unless it says otherwise. */
export function alarm(properties) {
  const tell = [{ Ref: 'OperationsTopic' }];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: tell,
      OKActions: tell,
      ...properties,
    },
  };
}

export function dimensions(values) {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}

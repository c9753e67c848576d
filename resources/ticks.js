// The schedule of each fleet's tick: an invocation of its own, so that a slow or broken fleet delays no other.
import { fleets, logicalId, readService } from './service.js';

export async function template({ resolveVariable }) {
  const { name } = await readService(resolveVariable);
  return { Resources: Object.fromEntries(fleets.map((definition) => tickOf(definition, name))) };
}

/** Not an event of the function: that form knows no retry policy, dead letters or time window. */
function tickOf({ fleet }, name) {
  const Properties = {
    Name: `${name}-${fleet}-tick`,
    Description: `Runs the tick of ${fleet}`,
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: { 'Fn::GetAtt': ['ReconcileFleetLambdaFunction', 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
      // What the tick decides on it observes by itself.
      Input: JSON.stringify({ fleet }),
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
    },
  };
  return [`${logicalId(fleet)}Tick`, { Type: 'AWS::Scheduler::Schedule', Properties }];
}

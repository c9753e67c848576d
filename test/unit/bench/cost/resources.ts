/** As they are packaged, as far as they cost anything. */
export const RESOURCES = {
  ReconcileFleetLambdaFunction: lambda(512, 'Active', {
    POWERTOOLS_SERVICE_NAME: 'asterfleet-dev',
    POWERTOOLS_METRICS_NAMESPACE: 'Asterfleet',
  }),
  HandleInstanceEventLambdaFunction: lambda(512, 'Active'),
  HandleAlarmLambdaFunction: lambda(512, 'Active'),
  PreflightFleetLambdaFunction: lambda(512, 'Active'),
  ServeRoutingLambdaFunction: lambda(512, 'PassThrough'),
  MeasureLoadLambdaFunction: lambda(256, 'PassThrough'),
  OtherReader: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      MaximumBatchingWindowInSeconds: 1,
      FunctionName: { 'Fn::GetAtt': ['HandleInstanceEventLambdaFunction', 'Arn'] },
    },
  },
  Stream: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      MaximumBatchingWindowInSeconds: 5,
      FunctionName: { 'Fn::GetAtt': ['MeasureLoadLambdaFunction', 'Arn'] },
    },
  },
  Fast: alarm(10),
  Slow: alarm(60),
  Slower: alarm(300),
};

function lambda(MemorySize: number, Mode: string, Variables: Record<string, string> = {}) {
  const Properties = { MemorySize, TracingConfig: { Mode }, Environment: { Variables } };
  return { Type: 'AWS::Lambda::Function', Properties };
}

function alarm(Period: number) {
  return { Type: 'AWS::CloudWatch::Alarm', Properties: { Period } };
}

/**
 * US dollars in us-east-1, without free tiers. Source: the public price lists of AWS for each service
 * (Lambda for arm64, DynamoDB on demand since November 2024, SNS, CloudWatch, KMS, public IPv4
 * addresses since February 2024), as read in August 2026. Change them here when they change.
 */
export const USD = {
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.000_013_333_4,
  dynamodbWrite: 0.625 / 1e6,
  dynamodbRead: 0.125 / 1e6,
  customMetricMonth: 0.3,
  putMetricData: 0.01 / 1e3,
  alarmMonth: 0.1,
  highResolutionAlarmMonth: 0.3,
  dashboardMonth: 3,
  logsGb: 0.5,
  keyMonth: 1,
  publish: 0.5 / 1e6,
  addressHour: 0.005,
} as const;

/**
 * US dollars in us-east-1, first tier, without free tiers. Behind each price: who quotes the price
 * list of AWS, and when. "Not checked" is the price list from memory. Change them here when they change.
 */
export const USD = {
  /** $0.20 a million. Price list, Lambda: not checked. */
  lambdaRequest: 0.2 / 1e6,
  /** arm64. Price list, Lambda: not checked. */
  lambdaGbSecond: 0.000_013_333_4,
  /** $1 a million. cloudburn.io/blog/amazon-eventbridge-pricing, March 2026. */
  scheduleInvocation: 1 / 1e6,
  /** $5 a million. aws.amazon.com/de/xray/pricing. Lambda records one a second, and 5 % beyond. */
  trace: 5 / 1e6,
  /** On demand. Price list, DynamoDB, since November 2024, as quoted by airbyte.com. */
  dynamodbWrite: 0.625 / 1e6,
  /** As above. */
  dynamodbRead: 0.125 / 1e6,
  /** Each of the first 10,000. signoz.io/guides/cloudwatch-pricing, February 2026. */
  customMetricMonth: 0.3,
  /** github.com/api-evangelist/cloudwatch, plans, May 2026. */
  alarmMonth: 0.1,
  /** A period below a minute. Price list, CloudWatch: not checked. */
  highResolutionAlarmMonth: 0.3,
  /** factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, June 2026. */
  dashboardMonth: 3,
  /** Taken in. As above. */
  logsGb: 0.5,
  /** Each 64 KB begun, $0.50 a million. factualminds.com, June 2026. */
  publish: 0.5 / 1e6,
  /** $0.40 a million. Price list, SQS: not checked. */
  queueRequest: 0.4 / 1e6,
  /** Price list, KMS: not checked. */
  keyMonth: 1,
  /** Bound or idle, since February 2024. doit.com. */
  addressHour: 0.005,
  /** gp3. Price list, EBS: not checked. */
  volumeGbMonth: 0.08,
} as const;

export type PriceName = keyof typeof USD;

/**
 * What an account never pays for, each month, whatever else runs in it; without those of the first year.
 * Lambda: AWS whitepaper "How AWS Pricing Works". CloudWatch and X-Ray: github.com/api-evangelist/cloudwatch, plans, May 2026.
 */
export const ALWAYS_FREE: Readonly<Partial<Record<PriceName, number>>> = {
  lambdaRequest: 1e6,
  lambdaGbSecond: 400_000,
  trace: 100_000,
  customMetricMonth: 10,
  alarmMonth: 10,
  dashboardMonth: 3,
  logsGb: 5,
};

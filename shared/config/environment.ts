import * as z from 'zod';

const environment = z.object({
  FLEET_TABLE: z.string().min(3),
  HEARTBEAT_TABLE: z.string().min(3),
  ROUTING_TOPIC_ARN: z.string().startsWith('arn:'),
  OPERATIONS_TOPIC_ARN: z.string().startsWith('arn:'),
  DEPLOYMENT: z.string().min(1),
  LAUNCH_TEMPLATE_PREFIX: z.string().min(1),
  SUBNET_IDS: z.string().min(1),
  ROUTES_URL: z.url().optional(),
  FLEETS_FOLDER: z.string().min(1),
});

export interface Settings {
  readonly fleetTable: string;
  readonly heartbeatTable: string;
  readonly routingTopicArn: string;
  readonly operationsTopicArn: string;
  readonly deployment: string;
  readonly launchTemplatePrefix: string;
  readonly subnetIds: readonly string[];
  readonly fleetsFolder: string;
  /** The function URL of serveRouting, for those who publish routes. */
  readonly routesUrl: string | undefined;
}

/** The function's settings. Throws with every variable that is missing or wrong. */
export function readSettings(source: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = environment.safeParse(source);
  if (!parsed.success) throw new Error(`environment:\n${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  return {
    fleetTable: data.FLEET_TABLE,
    heartbeatTable: data.HEARTBEAT_TABLE,
    routingTopicArn: data.ROUTING_TOPIC_ARN,
    operationsTopicArn: data.OPERATIONS_TOPIC_ARN,
    deployment: data.DEPLOYMENT,
    launchTemplatePrefix: data.LAUNCH_TEMPLATE_PREFIX,
    subnetIds: data.SUBNET_IDS.split(','),
    fleetsFolder: data.FLEETS_FOLDER,
    routesUrl: data.ROUTES_URL,
  };
}

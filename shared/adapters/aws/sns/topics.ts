import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { topicMessage } from '../../../domain/routing/notice-of-routes.ts';
import type { OperationsTopic, RoutingTopic } from '../../../ports/topics.ts';

/** `routesUrl`: where the routes are read that are too many for one message. */
export function createRoutingTopic(
  client: SNSClient,
  topicArn: string,
  routesUrl?: string,
): RoutingTopic {
  return {
    publish: async (snapshot) => {
      const { fleet, revision } = snapshot;
      const { schema, text: message } = topicMessage(snapshot, routesUrl);
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: message,
          MessageAttributes: {
            schema: text(schema),
            fleet: text(fleet),
            revision: { DataType: 'Number', StringValue: String(revision) },
          },
        }),
      );
    },
  };
}

export function createOperationsTopic(client: SNSClient, topicArn: string): OperationsTopic {
  return {
    publish: async ({ id, fleet, severity, subject, text: long, sms }) => {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subject,
          MessageStructure: 'json',
          Message: JSON.stringify({ default: long, email: long, sms }),
          MessageAttributes: { id: text(id), fleet: text(fleet), severity: text(severity) },
        }),
      );
    },
  };
}

function text(value: string) {
  return { DataType: 'String', StringValue: value };
}

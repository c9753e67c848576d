import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { routingMessage } from '../../../domain/routing/message.ts';
import type { OperationsTopic, RoutingTopic } from '../../../ports/topics.ts';

export function createRoutingTopic(client: SNSClient, topicArn: string): RoutingTopic {
  return {
    publish: async (snapshot) => {
      const { fleet, revision, schema } = snapshot;
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: routingMessage(snapshot),
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

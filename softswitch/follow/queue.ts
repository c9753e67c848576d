import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

const LONG_POLL_SECONDS = 20;
const BATCH = 10;

/**
 * Waits for messages and hands each on, once it has been dealt with it is deleted. What cannot be
 * dealt with is deleted too: the present routes are read again anyway.
 */
export async function receive(
  client: SQSClient,
  QueueUrl: string,
  hand: (text: string) => Promise<void>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MaxNumberOfMessages: BATCH,
    }),
    { abortSignal },
  );
  for (const { Body = '', ReceiptHandle } of Messages) {
    await hand(Body);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

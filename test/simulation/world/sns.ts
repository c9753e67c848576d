import { AwsError } from './aws-error.ts';

/** Source: SNS quotas, message size. */
const MESSAGE_BYTES_MAX = 262_144;

interface Input {
  readonly TopicArn?: string;
  readonly Message?: string;
}

/** Hands a message on, whole or not at all. */
export function publish(
  input: Input,
  onMessage: (topicArn: string, message: string) => void,
): object {
  const { TopicArn = '', Message = '' } = input;
  if (Buffer.byteLength(Message) > MESSAGE_BYTES_MAX)
    throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
  onMessage(TopicArn, Message);
  return { MessageId: 'message' };
}

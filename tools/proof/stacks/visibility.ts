import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { awsClient } from './aws.ts'

/**
 * How long what a consumer had in hand is hidden when it dies: three minutes in the template, as AWS advises for Lambda,
 * and seconds here, where somebody waits.
 */
export async function shortenVisibility(endpoint: string, seconds: number): Promise<void> {
  const sqs = new SQSClient(awsClient(endpoint))
  try {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
    for (const QueueUrl of QueueUrls) {
      const Attributes = { VisibilityTimeout: String(seconds) }
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
    }
  } finally {
    sqs.destroy()
  }
}

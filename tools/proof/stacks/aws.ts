/** Any credentials do: the endpoint asks for none. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const region = 'eu-central-1'

/** What programs with an AWS SDK take from their environment. @param dynamodb where DynamoDB is, if elsewhere */
export const awsEnvironment = (endpoint: string, dynamodb = endpoint) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})

/** The same for a client in this process. */
export const awsClient = (endpoint: string) => ({ endpoint, region, credentials })

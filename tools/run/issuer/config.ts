import { whole } from '@orderflow/service-kit'
import { Type } from 'typebox'

/** An address of this machine: who comes to the issuer is signed in, so only pages of the developer's own get a code. */
const ownPage = 'https?://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]{1,5})?/[^\\s,#]*'

/** Configuration of the development issuer. */
export const configSchema = Type.Object({
  HOST: Type.String({ description: 'Address to listen on', default: '127.0.0.1' }),
  PORT: Type.Integer({ description: 'Port to listen on', minimum: 0, maximum: 65_535, default: 3_009 }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    description: 'The least severe level that is logged',
    default: 'info',
  }),
  ISSUER_URL: Type.String({
    description: 'Where clients and services find it, as tokens name it: http://127.0.0.1:3009, no path',
    pattern: '^https?://[^/?#\\s]+$',
  }),
  ISSUER_SECRET: Type.String({
    description: 'Secret of the client developer, 16 characters at least',
    minLength: 16,
    secret: true,
  }),
  ISSUER_REDIRECT_URIS: Type.Unsafe<string[]>(
    Type.String({
      description: 'Pages of this machine that may sign in, as http://127.0.0.1:3005/,http://localhost:3005/',
      default: '',
      pattern: `^(${ownPage}(,${ownPage})*)?$`,
      separator: ',',
    }),
  ),
  ISSUER_KEY_FILE: Type.Optional(
    Type.String({
      description: 'File of the signing key, made if it is not there; none and tokens end with it',
    }),
  ),
  ISSUER_TOKEN_SECONDS: whole('Seconds that a token is valid', 86_400, 1, 604_800),
  JWT_AUDIENCE: Type.String({ description: 'For whom tokens are: aud', default: 'orderflow', minLength: 1 }),
})

import { algorithm } from './key.ts'
import { scopes } from './scopes.ts'

/** What clients are told of the issuer: RFC 8414, by that RFC's name and by OpenID Connect's, which most libraries ask for. */
export const metadataOf = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  scopes_supported: scopes,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  // Demanded by OpenID Connect Discovery; there are no ID tokens.
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: [algorithm],
})

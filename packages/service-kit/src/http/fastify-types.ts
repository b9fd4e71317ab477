import type { IncomingMessage } from 'node:http'
import type { CommandKey } from '@orderflow/messaging/command-keys'
import type { Span, TraceContext } from '@orderflow/messaging/tracing'
import type { Principal } from '../authentication/principal.ts'
import type { Access } from './access.ts'
import type { Backlog } from './admission/backlog.ts'

/**
 * What the kit's plugins add to Fastify's types. The index imports it by itself: declarations that are compiled keep no
 * other import of a file from which they name nothing.
 */
declare module 'fastify' {
  interface FastifyInstance {
    /** What the type of a problem that is a name alone begins with. */
    readonly problemTypes: string
    /** The methods that a path takes, OPTIONS among them; none if nobody serves it. */
    readonly allowedMethods: (url: string) => readonly string[]
    /** Whom the token of a request is of, if it was verified before; no other is. */
    readonly knownSubject: (request: IncomingMessage) => string | undefined
  }
  interface FastifyContextConfig {
    /** Who may use the route. */
    readonly access?: Access
    /** `false`: it is never refused for load. A backlog: it is held to what ends of what it takes in. */
    readonly admission?: false | Backlog
  }
  interface FastifyRequest {
    /** One id for all that follows from this request: the client's if it sent a UUID, else a new one. */
    readonly correlationId: string
    /** Who sends it; anyone, where the route is public or authentication is off. */
    principal: Principal
    /** Whose things alone it may see and change; undefined if it is let in to those of all. */
    onlyOf: string | undefined
    /** Why its token is not taken; told behind the rate limit. */
    refusal: Error | undefined
    /** What this request is known by if it is sent again; undefined if it came without an Idempotency-Key. */
    readonly commandKey: CommandKey | undefined
    /** What is recorded of this request; undefined without tracing. */
    readonly span: Span | undefined
    /** W3C trace context that what follows from this request belongs to: its span's, or else the caller's. */
    readonly trace: TraceContext
  }
}

/** What the servers of tests have beside their own defaults, embedded and in containers alike. */

/** A fifth of Kafka's default: what a request may not exceed is tried with 27 MB in place of 125. */
export const kafkaSettings = { 'socket.request.max.bytes': '20971520' }

/**
 * Tests kill the server and never its machine: what the kernel has been given survives that. Autovacuum looks into each database
 * in turn: into a hundred of them, every ten seconds, it took 4 % of a processor.
 */
export const postgresSettings = { fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '1min' }

/**
 * Settings of a connection, as libpq's `options` has them, under which statements are planned by key. A service looks
 * rows up by their keys, some hundreds at a time, and reads its outbox in order; its statements are prepared once. A
 * plan that is made while a table is empty, or has just been emptied, reads all of it, and stays in use until
 * statistics come: seconds of load, or minutes. So plans that read whole tables, and those that join by building a
 * table in memory, are left to statements that have no other way.
 */
export const plansByKey = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'

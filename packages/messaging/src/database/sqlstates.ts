/** What a failed transaction says about its batch; it decides what happens next. */
export type Failure =
  /** Another transaction won a race: the same batch, tried again, sees the other's rows. */
  | 'conflict'
  /** Another transaction holds a row, and goes on holding it: only the inputs that need that row wait. */
  | 'locked'
  /** The database or the code refuses this data: the batch is halved until the culprit stands alone. */
  | 'data'
  /** The database is away, starting, full or wrongly set up: pause and try again, without limit. */
  | 'infrastructure'

/** What an error says about the connection that it came from. */
export type ConnectionFault =
  /** Nothing: it serves the next caller. */
  | 'none'
  /** Its state may be why the server refused; nothing was done. It is ended, and the work tried on a new one at once. */
  | 'state'
  /** It is gone, or what was done is not known. It is ended; whoever called decides when to try again. */
  | 'lost'

export interface Meaning {
  readonly batch: Failure
  readonly connection: ConnectionFault
  readonly why: string
}

const meaning = (batch: Failure, connection: ConnectionFault, why: string): Meaning => ({
  batch,
  connection,
  why,
})
const data = (why: string) => meaning('data', 'none', why)
const conflict = (why: string) => meaning('conflict', 'none', why)
const wait = (why: string) => meaning('infrastructure', 'none', why)
const renew = (why: string) => meaning('infrastructure', 'state', why)
const lost = (why: string) => meaning('infrastructure', 'lost', why)

/** Every class of SQLSTATE (PostgreSQL 18, appendix A) by its first two characters. */
export const classes: Readonly<Record<string, Meaning>> = {
  '00': wait('success is no error: a pooler or driver that says so is not believed'),
  '01': wait('a warning is no error'),
  '02': wait('no data is no error'),
  '03': wait('the statement is not complete: the driver is at fault, not the data'),
  '08': lost(
    'the connection failed, or the two ends do not understand each other; a commit may have been done',
  ),
  '09': wait("a trigger's action failed"),
  '0A': renew('a plan whose result type has changed is refused for as long as the connection has it'),
  '0B': renew('the session cannot begin a transaction'),
  '0F': wait('large objects, which nothing here uses'),
  '0L': wait('a grant failed'),
  '0P': renew("the session's role is gone or not its own"),
  '0Z': wait('an error handler in a function has no error'),
  '10': data('a query in a value is not well-formed'),
  '20': wait('a CASE in a function has no branch: the function has to be corrected'),
  '21': data('one row is meant to be changed twice, or a subquery has several rows: it is in this data'),
  '22': data('a value does not fit its type'),
  '23': data('a value breaks a constraint'),
  '24': renew('the session has no such cursor open'),
  '25': renew('the session is read-only, as on a standby, or in a transaction that another caller left'),
  '26': renew('the session does not have the prepared statement: DEALLOCATE, or a pooler between'),
  '27': wait('a trigger has changed the row before: the trigger has to be corrected'),
  '28': lost('the role or its password is not accepted, until someone corrects that'),
  '2B': wait('a privilege cannot be revoked'),
  '2D': renew('the session cannot end its transaction there'),
  '2F': wait('a function is not allowed what it does: the function has to be corrected'),
  '34': renew('the session has no such cursor'),
  '38': wait('an external function failed'),
  '39': wait('an external function was called wrongly, or a trigger broke its protocol'),
  '3B': renew('the session does not have the savepoint'),
  '3D': lost('there is no such database'),
  '3F': renew("there is no such schema, or not on the session's path"),
  '40': conflict('the transaction lost a race'),
  '42': renew(
    'statements are constant: the schema is another, or the statement was prepared before it changed',
  ),
  '44': data('a row does not satisfy its view'),
  '53': wait('the server has no room; that is not the fault of who asks'),
  '54': data('a value is beyond a limit, such as the size of an index entry'),
  '55': renew(
    'something is not in the state for this; it may be the session, such as a sequence not yet read',
  ),
  '57': wait('the statement was cancelled, or took too long'),
  '58': renew('the server could not read a file that this backend has open'),
  '72': wait('the snapshot is too old'),
  F0: wait('a configuration file is wrong'),
  HV: wait('a foreign server is away or wrongly set up'),
  P0: wait('a function raised it, a guard of the tables among them: the data is not known to be at fault'),
  XX: renew('an internal error, such as a cache of this backend that names what is no longer there'),
}

/** Codes that mean something else than their class. */
export const codes: Readonly<Record<string, Meaning>> = {
  '23505': conflict('two transactions insert the same row: the one that waited sees it when tried again'),
  '25P03': lost('the server ended a session that was silent within its transaction'),
  '25P04': lost('the server ended a session whose transaction took too long'),
  '40003': lost('whether the statement was done is not known'),
  '53200': lost('ending the connection gives its memory back'),
  '53300': lost('there are too many connections, so there is none'),
  '55006': wait('another session uses it'),
  '55P03': meaning('locked', 'none', 'another transaction holds the row for longer than the lock timeout'),
  '57P01': lost('an administrator ended the connection, or the server shuts down'),
  '57P02': lost('another backend crashed, and the server restarts'),
  '57P03': lost('the server is starting, stopping or recovering'),
  '57P04': lost('the database was dropped'),
  '57P05': lost('the server ended a session that was idle for too long'),
}

const unknown = lost('in doubt no data is given up, and no connection is kept')

/** What a SQLSTATE means for the batch and for the connection; total. */
export function meaningOf(sqlState: string): Meaning {
  return codes[sqlState] ?? classes[sqlState.slice(0, 2)] ?? unknown
}

package dev.orderflow.inventoryview.messaging;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tries again, in place, while the database is away. The message stays unacknowledged, and its consumer takes no other:
 * that is the back-pressure. A {@code basic.nack} with requeue instead would count as a delivery each time, and a quorum
 * queue with a delivery limit would put healthy messages among the dead letters within seconds.
 *
 * <p>The broker itself takes a message back that is unacknowledged for its {@code consumer_timeout} (30 minutes), which
 * counts as one delivery. So the limit of 20 is reached after ten hours without a database.
 */
@Component
class DatabaseRetry {

  private static final Logger log = LoggerFactory.getLogger(DatabaseRetry.class);

  private final RetryTemplate retry =
      new RetryTemplate(
          RetryPolicy.builder()
              .predicate(this::triesAgain)
              .maxRetries(Long.MAX_VALUE)
              .delay(Duration.ofMillis(100))
              .multiplier(2)
              .maxDelay(Duration.ofSeconds(2))
              .build());

  private volatile boolean stopping;

  /** A service that stops waits for no database; what it holds goes back to the queue. */
  @EventListener(ContextClosedEvent.class)
  void stop() {
    stopping = true;
  }

  void invoke(Runnable work) {
    retry.invoke(work);
  }

  private boolean triesAgain(Throwable failure) {
    if (!isTemporary(failure)) return false;
    log.warn("DATABASE_AWAY: the message waits and is tried again: {}", failure.getMessage());
    return !stopping;
  }

  /**
   * Spring's translation has the connections, resources, shutdowns, deadlocks and serialisation failures of PostgreSQL here.
   * A rollback that fails hides what was wrong before; it fails because the connection is gone.
   */
  private static boolean isTemporary(Throwable failure) {
    return failure instanceof CannotCreateTransactionException
        || failure instanceof TransactionSystemException
        || failure instanceof DataAccessResourceFailureException
        || failure instanceof RecoverableDataAccessException
        || failure instanceof TransientDataAccessException;
  }
}

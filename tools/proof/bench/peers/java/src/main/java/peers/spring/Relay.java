package peers.spring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what the outbox holds, in order, one relay at a time; a row goes when the broker has acknowledged its record.
 * A commit wakes it, and twice a second it looks by itself.
 */
@Component
class Relay implements SmartLifecycle {
  private static final long LOCK = 0x6f7574626f78L;
  private static final int BATCH = 2000;
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private record Row(long seq, String topic, String key, String payload) {}

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final KafkaTemplate<String, String> kafka;
  private final Semaphore posted = new Semaphore(0);
  private volatile Thread thread;

  Relay(JdbcTemplate jdbc, TransactionTemplate transaction, KafkaTemplate<String, String> kafka) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.kafka = kafka;
  }

  @TransactionalEventListener
  void wake(Mailbox.Posted event) {
    posted.release();
  }

  @Override public void start() {
    thread = new Thread(this::run, "relay");
    thread.start();
  }

  @Override public void stop() {
    thread.interrupt();
    thread = null;
  }

  @Override public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    try {
      while (isRunning()) {
        posted.tryAcquire(500, TimeUnit.MILLISECONDS);
        posted.drainPermits();
        try {
          while (Boolean.TRUE.equals(transaction.execute(status -> relayBatch()))) {}
        } catch (RuntimeException failed) {
          LOG.warn("The outbox waits", failed); // its rows are there still: at the next look
        }
      }
    } catch (InterruptedException stopped) {
      // the service ends
    }
  }

  private boolean relayBatch() {
    if (!Boolean.TRUE.equals(jdbc.queryForObject("SELECT pg_try_advisory_xact_lock(?)", Boolean.class, LOCK))) return false;
    var rows = jdbc.query("SELECT seq, topic, key, payload FROM outbox ORDER BY seq LIMIT ?",
        (r, n) -> new Row(r.getLong(1), r.getString(2), r.getString(3), r.getString(4)), BATCH);
    if (rows.isEmpty()) return false;
    CompletableFuture.allOf(rows.stream().map(row -> kafka.send(row.topic(), row.key(), row.payload())).toArray(CompletableFuture[]::new)).join();
    jdbc.update("DELETE FROM outbox WHERE seq = ANY (?)", (Object) rows.stream().map(Row::seq).toArray(Long[]::new));
    return rows.size() == BATCH;
  }
}

package dev.orderflow.inventoryview.view;

import dev.orderflow.inventoryview.messaging.CloudEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The ids of the events that were applied. */
@Repository
class Inbox {

  private final JdbcClient jdbc;

  Inbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes the id in, or counts a further delivery of it. Two deliveries at the same time wait for each other here: the
   * second sees the outcome of the first one's transaction.
   */
  boolean isNew(CloudEvent event) {
    return jdbc.sql(
                """
                INSERT INTO inbox AS known (event_id, type, event_time) VALUES (:id, :type, :time)
                ON CONFLICT (event_id) DO UPDATE SET deliveries = known.deliveries + 1
                RETURNING deliveries""")
            .param("id", event.id())
            .param("type", event.type())
            .param("time", event.time())
            .query(Long.class)
            .single()
        == 1;
  }
}

package dev.orderflow.inventoryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderflow.inventoryview.messaging.Topology;
import dev.orderflow.inventoryview.servers.Events;
import dev.orderflow.inventoryview.servers.TestSystem;
import dev.orderflow.inventoryview.servers.TestSystem.Sending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpException;
import org.springframework.web.client.HttpServerErrorException.ServiceUnavailable;

class FaultsTest {

  private final TestSystem system = TestSystem.shared();

  /** No fault is a reason to put a healthy message aside. */
  @AfterEach
  void nothingIsAmongTheDeadLetters() {
    assertThat(system.rabbit.receive(Topology.DEAD_LETTER_QUEUE)).isNull();
  }

  @Test
  void aConsumerThatDiesBeforeItAcknowledgesGetsTheMessageAgain() throws Exception {
    long before = duplicates();
    try (var connection = system.database.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE product IN EXCLUSIVE MODE");
      system.publish(orders("killed", 5));
      await().until(() -> waitingForLocks() == 5);
      // All five effects are under way, and the channel that their messages came by is gone.
      system.rabbitProxy.breakConnections();
      connection.commit();
    }
    await().untilAsserted(() -> assertThat(duplicates() - before).isEqualTo(5));
    assertThat(ordered("killed")).isEqualTo(5);
  }

  @Test
  void aDatabaseThatIsAwayCostsNoDelivery() {
    system.databaseProxy.away(true);
    try {
      system.publish(orders("database-away", 5));
      await().untilAsserted(() -> assertThatThrownBy(() -> system.get("/view")).isInstanceOf(ServiceUnavailable.class));
      // Long enough for a nack with requeue after each try to come to the delivery limit.
      await()
          .during(Duration.ofSeconds(8))
          .until(() -> system.admin.getQueueInfo(Topology.DEAD_LETTER_QUEUE).getMessageCount() == 0);
    } finally {
      system.databaseProxy.away(false);
    }
    await().untilAsserted(() -> assertThat(ordered("database-away")).isEqualTo(5));
  }

  @Test
  void aDatabaseThatDiesUnderLoadIsWaitedFor() {
    List<Sending> load = orders("database-dies", 1_000);
    for (int from = 0; from < load.size(); from += 100) {
      system.publish(load.subList(from, from + 100));
      system.databaseProxy.breakConnections();
    }
    await().untilAsserted(() -> assertThat(ordered("database-dies")).isEqualTo(1_000));
  }

  @Test
  void aBrokerThatIsKilledUnderLoadLosesNothing() throws Exception {
    assumeTrue(system.rabbitServer != null, "The server that RABBITMQ_URL names is not killed.");
    List<Sending> load = orders("broker-killed", 2_000);
    var publishing = CompletableFuture.runAsync(() -> {
      for (int from = 0; from < load.size(); from += 50) publishUntilConfirmed(load.subList(from, from + 50));
    });
    await().until(() -> ordered("broker-killed") > 300);
    system.rabbitServer.kill();
    system.rabbitServer.start();
    publishing.join();
    await().untilAsserted(() -> assertThat(ordered("broker-killed")).isEqualTo(2_000));
  }

  @Test
  void aStopFinishesWhatIsInFlightAndNothingOfItComesAgain() {
    long before = duplicates();
    system.publish(orders("stopped", 2_000));
    await().until(() -> ordered("stopped") > 100);
    system.stopApplication();
    long applied = system.jdbc.sql("SELECT ordered FROM product WHERE product_id = 'stopped'").query(Long.class).single();
    assertThat(applied).isLessThan(2_000);
    // What is not applied is all there, and nothing else.
    await().untilAsserted(
        () -> assertThat(system.admin.getQueueInfo(Topology.QUEUE).getMessageCount()).isEqualTo(2_000 - applied));
    system.startApplication();
    await().untilAsserted(() -> assertThat(ordered("stopped")).isEqualTo(2_000));
    assertThat(duplicates()).isEqualTo(before);
  }

  private void publishUntilConfirmed(List<Sending> events) {
    await().ignoreExceptionsInstanceOf(AmqpException.class).until(() -> {
      system.publish(events);
      return true;
    });
  }

  private static List<Sending> orders(String product, int count) {
    return IntStream.range(0, count).mapToObj(n -> Events.orderCreated(product, 1)).toList();
  }

  private long ordered(String product) {
    return system.view().get("products").path(product).path("ordered").asLong(0);
  }

  private long duplicates() {
    return system.jdbc.sql("SELECT coalesce(sum(deliveries - 1), 0) FROM inbox").query(Long.class).single();
  }

  private long waitingForLocks() {
    return system.jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted").query(Long.class).single();
  }
}

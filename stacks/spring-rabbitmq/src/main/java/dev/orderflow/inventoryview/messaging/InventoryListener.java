package dev.orderflow.inventoryview.messaging;

import com.rabbitmq.client.Channel;
import dev.orderflow.inventoryview.contracts.PoisonException;
import dev.orderflow.inventoryview.view.InventoryView;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/**
 * Takes events from {@code inventory.queue}. At least once: a message is acknowledged when its effect is committed, or when
 * the dead-letter queue has it, and never before. What can go wrong, and what comes of it:
 *
 * <ul>
 *   <li>The message cannot be read: to the dead letters with the reason, at once.
 *   <li>The database is away: it waits here ({@link DatabaseRetry}).
 *   <li>Anything else, which is a bug or a broker that does not confirm: back to the queue. With a delivery limit it comes
 *       again at once, at the front; the limit ends it.
 * </ul>
 *
 * <p><b>There is no order.</b> With 5 to 20 consumers two events of one product are worked on at the same time, and what is
 * redelivered comes late. So the effects are sums, which commute, or are guarded by the event's sequence.
 */
@Component
public class InventoryListener {

  private static final Logger log = LoggerFactory.getLogger(InventoryListener.class);

  private final EventReader reader;
  private final InventoryView view;
  private final DatabaseRetry database;
  private final DeadLetters deadLetters;

  InventoryListener(EventReader reader, InventoryView view, DatabaseRetry database, DeadLetters deadLetters) {
    this.reader = reader;
    this.view = view;
    this.database = database;
    this.deadLetters = deadLetters;
  }

  @RabbitListener(queues = Topology.QUEUE)
  public void onMessage(Message message, Channel channel) throws IOException {
    long tag = message.getMessageProperties().getDeliveryTag();
    try {
      process(message);
    } catch (RuntimeException failure) {
      log.error("Back to the queue: message {}", message.getMessageProperties().getMessageId(), failure);
      channel.basicNack(tag, false, true);
      return;
    }
    channel.basicAck(tag, false);
  }

  private void process(Message message) {
    try {
      CloudEvent event = reader.read(message);
      database.invoke(() -> view.apply(event));
    } catch (PoisonException poison) {
      log.warn("{}: to the dead letters: {}", poison.code(), poison.getMessage());
      deadLetters.publish(message, poison);
    }
  }
}

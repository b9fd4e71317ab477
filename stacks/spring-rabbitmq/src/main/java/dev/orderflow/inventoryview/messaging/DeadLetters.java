package dev.orderflow.inventoryview.messaging;

import dev.orderflow.inventoryview.contracts.PoisonException;
import dev.orderflow.inventoryview.messaging.ConfirmedPublisher.Outgoing;
import java.time.Instant;
import java.util.List;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.stereotype.Component;

/**
 * Puts a message aside with the reason. A {@code basic.reject} would bring it to the same queue, but the broker knows only
 * that it was rejected. Headers are named as in Orderflow's other dead letters.
 */
@Component
public class DeadLetters {

  private static final int MAX_DETAIL = 2000;

  private final ConfirmedPublisher publisher;

  public DeadLetters(ConfirmedPublisher publisher) {
    this.publisher = publisher;
  }

  /**
   * Returns when the dead-letter queue has the message; only then may it be acknowledged. A crash between the two leaves
   * it there twice.
   *
   * @throws AmqpException if it is not known to be there
   */
  public void publish(Message message, PoisonException poison) {
    var properties = message.getMessageProperties();
    String detail = poison.getMessage();
    Message letter =
        MessageBuilder.fromClonedMessage(message)
            .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
            // A time to live is the sender's wish for the event, not for what is to be looked at. The broker takes it off as well.
            .setExpiration(null)
            .setHeader("dlq_reason", poison.code())
            .setHeader("dlq_detail", detail.substring(0, Math.min(detail.length(), MAX_DETAIL)))
            .setHeader("dlq_service", "inventory-view")
            .setHeader("dlq_exchange", properties.getReceivedExchange())
            .setHeader("dlq_routing_key", properties.getReceivedRoutingKey())
            .setHeader("dlq_time", Instant.now().toString())
            .build();
    var outgoing = new Outgoing(Topology.DEAD_LETTER_EXCHANGE, properties.getReceivedRoutingKey(), letter);
    var result = publisher.publish(List.of(outgoing));
    if (result.confirmed() == 0) throw new AmqpException("A dead letter was not published " + result.failure());
  }
}

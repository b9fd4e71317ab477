package dev.orderflow.inventoryview.messaging;

import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.ExchangeBuilder;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.QueueBuilder.Overflow;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.amqp.autoconfigure.RabbitTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the view needs of the broker. RabbitAdmin declares it on every new connection, so a broker that lost its data gets
 * it again. Queues belong to their consumers; the exchanges are declared alike by whoever comes first.
 */
@Configuration(proxyBeanMethods = false)
public class Topology {

  public static final String QUEUE = "inventory.queue";
  public static final String DEAD_LETTER_EXCHANGE = "inventory.dlx";
  public static final String DEAD_LETTER_QUEUE = "inventory.dlq";
  public static final String STOCK_EXCHANGE = "stock.exchange";

  /**
   * Deliveries of one message after which the broker itself puts it aside, with the reason {@code delivery_limit} in its
   * header {@code x-death}. Each end of a consumer that held the message counts, so the limit is not small.
   */
  static final int DELIVERY_LIMIT = 20;

  /** The container drains what was prefetched when it stops; this is as long as it may take. */
  private static final long SHUTDOWN_MILLIS = 20_000;

  private static final long RECOVERY_MILLIS = 1_000;

  @Bean
  Declarables inventoryTopology() {
    Queue queue =
        QueueBuilder.durable(QUEUE)
            .quorum()
            .deliveryLimit(DELIVERY_LIMIT)
            .deadLetterExchange(DEAD_LETTER_EXCHANGE)
            // The broker forgets a message only when the dead-letter queue has it. That strategy asks for reject-publish.
            .withArgument("x-dead-letter-strategy", "at-least-once")
            .overflow(Overflow.rejectPublish)
            .build();
    Queue deadLetters = QueueBuilder.durable(DEAD_LETTER_QUEUE).quorum().build();
    FanoutExchange deadLetterExchange = ExchangeBuilder.fanoutExchange(DEAD_LETTER_EXCHANGE).durable(true).build();
    TopicExchange orders = exchange("order.exchange");
    TopicExchange stock = exchange(STOCK_EXCHANGE);
    TopicExchange inventory = exchange("inventory.exchange");
    return new Declarables(
        queue,
        deadLetters,
        deadLetterExchange,
        orders,
        stock,
        inventory,
        BindingBuilder.bind(deadLetters).to(deadLetterExchange),
        bind(queue, orders, "order.created"),
        bind(queue, stock, "stock.reserved"),
        bind(queue, stock, "stock.released"),
        bind(queue, inventory, "inventory.adjusted"));
  }

  /** Consumers come back a second after the broker; those that are full need not wait long for another beside them. */
  @Bean
  ContainerCustomizer<SimpleMessageListenerContainer> listenerContainer() {
    return container -> {
      container.setShutdownTimeout(SHUTDOWN_MILLIS);
      container.setRecoveryInterval(RECOVERY_MILLIS);
    };
  }

  /** Publishing has a connection of its own: where the broker blocks publishers, consumers go on. */
  @Bean
  RabbitTemplateCustomizer publisherConnection() {
    return template -> template.setUsePublisherConnection(true);
  }

  private static TopicExchange exchange(String name) {
    return ExchangeBuilder.topicExchange(name).durable(true).build();
  }

  private static Binding bind(Queue queue, TopicExchange exchange, String routingKey) {
    return BindingBuilder.bind(queue).to(exchange).with(routingKey);
  }
}

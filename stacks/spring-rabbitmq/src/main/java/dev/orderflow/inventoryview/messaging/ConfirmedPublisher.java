package dev.orderflow.inventoryview.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/** Publishes messages and waits until the broker has them in a queue. */
@Component
public class ConfirmedPublisher {

  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(5);

  public record Outgoing(String exchange, String routingKey, Message message) {}

  /**
   * @param confirmed how many of the first messages are in a queue; those after them may be, or not
   * @param failure why the next one is not; null if all are
   */
  public record Result(int confirmed, String failure) {}

  private final RabbitTemplate rabbit;

  public ConfirmedPublisher(RabbitTemplate rabbit) {
    this.rabbit = rabbit;
  }

  /** Sends all of them in order and then waits for the confirms. Throws nothing for a broker that is away. */
  public Result publish(List<Outgoing> messages) {
    List<CorrelationData> sent = new ArrayList<>();
    String failure = null;
    try {
      for (Outgoing each : messages) {
        var correlation = new CorrelationData();
        rabbit.send(each.exchange(), each.routingKey(), each.message(), correlation);
        sent.add(correlation);
      }
    } catch (AmqpException broken) {
      failure = broken.getMessage();
    }
    long deadline = System.nanoTime() + CONFIRM_WITHIN.toNanos();
    for (int at = 0; at < sent.size(); at++) {
      String refusal = refusal(sent.get(at), deadline);
      if (refusal != null) {
        Outgoing first = messages.get(at);
        return new Result(at, "to " + first.exchange() + " with key " + first.routingKey() + ": " + refusal);
      }
    }
    return new Result(sent.size(), failure);
  }

  /** The broker confirms what no queue takes as well: it returned it before. */
  private static String refusal(CorrelationData correlation, long deadline) {
    try {
      var confirm = correlation.getFuture().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      var returned = correlation.getReturned();
      if (returned != null) return "returned, " + returned.getReplyText();
      return confirm.ack() ? null : "not confirmed, " + confirm.reason();
    } catch (TimeoutException late) {
      return "no confirm within " + CONFIRM_WITHIN.toSeconds() + " s";
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}

package dev.orderflow.inventoryview.view;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the view. */
@RestController
public class ViewController {

  /** Pieces that were ordered, and that inventory holds or has sold. */
  public record Product(BigInteger ordered, BigInteger held) {}

  /** From an event's time to its effect, over first deliveries; null where there is none. */
  public record Milliseconds(Double p50, Double p99) {}

  /**
   * @param orders events OrderCreated
   * @param events events that were applied
   * @param duplicates messages whose event was applied already
   */
  public record View(
      long orders, long events, long duplicates, Milliseconds milliseconds, Map<String, Product> products) {}

  private record Counts(long orders, long events, long duplicates, Double p50, Double p99) {}

  private final JdbcClient jdbc;

  ViewController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One moment: both statements read the same snapshot. */
  @GetMapping("/view")
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public View view() {
    Counts counts =
        jdbc.sql(
                """
                SELECT count(*) FILTER (WHERE type = 'OrderCreated') AS orders,
                       count(*) AS events,
                       coalesce(sum(deliveries - 1), 0) AS duplicates,
                       1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) AS p50,
                       1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY delay) AS p99
                FROM (SELECT *, extract(epoch FROM applied_at - event_time)::float8 AS delay FROM inbox) AS inbox""")
            .query(Counts.class)
            .single();
    Map<String, Product> products = new TreeMap<>();
    jdbc.sql("SELECT product_id, ordered, held FROM product")
        .query(
            row -> {
              var product = new Product(row.getBigDecimal(2).toBigInteger(), row.getBigDecimal(3).toBigInteger());
              products.put(row.getString(1), product);
            });
    var milliseconds = new Milliseconds(counts.p50(), counts.p99());
    return new View(counts.orders(), counts.events(), counts.duplicates(), milliseconds, products);
  }

  /**
   * Needed: where the connection is found broken as a transaction begins, Spring MVC finds the EOFException among the causes, takes
   * it for a client that has gone, and answers 200 without a body.
   */
  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ProblemDetail databaseAway() {
    return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "The database is away; try again.");
  }
}

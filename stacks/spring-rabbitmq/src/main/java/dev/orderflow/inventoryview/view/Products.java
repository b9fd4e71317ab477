package dev.orderflow.inventoryview.view;

import dev.orderflow.inventoryview.contracts.Event.Line;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** Sums for each product. They commute. */
@Repository
class Products {

  private final JdbcClient jdbc;

  Products(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void addOrdered(List<Line> lines) {
    add(
        """
        INSERT INTO product (product_id, ordered)
        SELECT id, sum(quantity) FROM unnest(?, ?) AS line (id, quantity) GROUP BY id ORDER BY id
        ON CONFLICT (product_id) DO UPDATE SET ordered = product.ordered + excluded.ordered""",
        lines,
        1);
  }

  /** @param sign 1 for what is held, −1 for what is held no longer */
  void addHeld(List<Line> lines, int sign) {
    add(
        """
        INSERT INTO product (product_id, held)
        SELECT id, sum(quantity) FROM unnest(?, ?) AS line (id, quantity) GROUP BY id ORDER BY id
        ON CONFLICT (product_id) DO UPDATE SET held = product.held + excluded.held""",
        lines,
        sign);
  }

  /** In the order of ids, so that two events with the same products never wait for each other both ways. */
  private void add(String sql, List<Line> lines, int sign) {
    Object[] ids = lines.stream().map(Line::productId).toArray();
    Object[] quantities = lines.stream().map(line -> sign * line.quantity()).toArray();
    jdbc.sql(sql).params(new SqlArrayValue("text", ids), new SqlArrayValue("int8", quantities)).update();
  }
}

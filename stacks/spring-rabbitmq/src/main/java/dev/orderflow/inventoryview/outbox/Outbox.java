package dev.orderflow.inventoryview.outbox;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.orderflow.inventoryview.contracts.Contract;
import dev.orderflow.inventoryview.contracts.StockLow;
import dev.orderflow.inventoryview.messaging.CloudEvent;
import dev.orderflow.inventoryview.messaging.Topology;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events to be published. They are written with their ids in the transaction of their cause, so a crash at any moment loses
 * none, and one that is sent again has the id that it had.
 */
@Repository
public class Outbox {

  private static final Contract STOCK_LOW = Contract.of("stock/low.v1.json");
  private static final String SOURCE = "/stacks/spring-rabbitmq";
  private static final TimeBasedEpochGenerator UUID_V7 = Generators.timeBasedEpochGenerator();

  private final JdbcClient jdbc;
  private final JsonMapper json;

  Outbox(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  @Transactional(propagation = Propagation.MANDATORY)
  public void append(StockLow low, CloudEvent cause) {
    UUID id = UUID_V7.generate();
    jdbc.sql(
            """
            INSERT INTO outbox (event_id, exchange, routing_key, attributes, body)
            VALUES (:id, :exchange, 'stock.low', :attributes::json, :body)""")
        .param("id", id)
        .param("exchange", Topology.STOCK_EXCHANGE)
        .param("attributes", json.writeValueAsString(attributes(id, low, cause)))
        .param("body", json.writeValueAsString(low))
        .update();
  }

  /** The trail of the cause goes on: its correlation, initiator and trace. */
  private static Map<String, String> attributes(UUID id, StockLow low, CloudEvent cause) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", id.toString());
    attributes.put("source", SOURCE);
    attributes.put("type", "StockLow");
    attributes.put("time", low.noticedAt());
    attributes.put("dataschema", STOCK_LOW.dataSchema());
    attributes.put("partitionkey", low.productId());
    attributes.put("correlationid", cause.correlationId() == null ? cause.id().toString() : cause.correlationId());
    attributes.put("causationid", cause.id().toString());
    attributes.put("initiator", cause.initiator() == null ? "unknown" : cause.initiator());
    attributes.put("sequence", cause.sequence().toString());
    if (cause.traceparent() != null) attributes.put("traceparent", cause.traceparent());
    if (cause.tracestate() != null) attributes.put("tracestate", cause.tracestate());
    return attributes;
  }
}

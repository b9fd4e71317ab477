package dev.orderflow.inventoryview.messaging;

import dev.orderflow.inventoryview.contracts.Event;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * An event with what the view uses of its CloudEvents attributes. Null: time, correlationId, initiator, sequence and the
 * two of the trace, where the message has none.
 */
public record CloudEvent(
    UUID id,
    String type,
    OffsetDateTime time,
    String correlationId,
    String initiator,
    Long sequence,
    String traceparent,
    String tracestate,
    Event data) {}

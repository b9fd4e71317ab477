package peers;

/** As the other peers have it; `eventId` is another in each event about the order. */
public record Order(String eventId, String orderId, String customerId, String productId, int quantity, int amountCents) {}

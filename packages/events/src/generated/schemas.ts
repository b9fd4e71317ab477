// Generated from schemas/: do not edit, run `npm run check -- --fix`.

/** Every schema, by its topic. */
export const schemas = {
  "inventory.adjusted.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:inventory.adjusted.v1",
    "title": "InventoryAdjusted",
    "description": "The quantities of a product as they stand now, not a difference. The topic is compacted: the newest event of each product is its state.",
    "type": "object",
    "required": [
      "productId",
      "available",
      "reserved",
      "sold",
      "adjustedAt"
    ],
    "properties": {
      "productId": {
        "description": "The product; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "available": {
        "description": "Pieces that can be ordered.",
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "reserved": {
        "description": "Pieces held for open orders.",
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "sold": {
        "description": "Pieces dispatched since the product was set up.",
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "adjustedAt": {
        "description": "When these quantities came to hold. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "productId": "prod-1",
        "available": 97,
        "reserved": 2,
        "sold": 1,
        "adjustedAt": "2026-01-15T10:30:00.500Z"
      }
    ]
  },
  "order.cancellation-requested.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.cancellation-requested.v1",
    "title": "OrderCancellationRequested",
    "description": "A person, a deadline or the check for fraud asks to cancel the order. It is a request: shipping decides, with ShipmentCancelled if the order is not yet dispatched, and with silence if it is too late.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "requestedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the cancellation is asked for, as a code such as CUSTOMER_REQUEST, DEADLINE_EXCEEDED or FRAUD_SUSPECTED. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "requestedAt": {
        "description": "When the cancellation was asked for. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "CUSTOMER_REQUEST",
        "requestedAt": "2026-01-15T10:30:02.000Z"
      }
    ]
  },
  "order.cancelled.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.cancelled.v1",
    "title": "OrderCancelled",
    "description": "The order is over because it was cancelled before dispatch, or because its shipment failed. Whatever was reserved is released, and whatever was charged is refunded, by their owners.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "cancelledAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the order was cancelled, as a code such as CUSTOMER_REQUEST. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "cancelledAt": {
        "description": "When the order was cancelled. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "CUSTOMER_REQUEST",
        "cancelledAt": "2026-01-15T10:30:04.000Z"
      }
    ]
  },
  "order.cleared.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.cleared.v1",
    "title": "OrderCleared",
    "description": "An order of version 2 of the saga has passed the check for fraud. Payment captures the total.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "total",
      "clearedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "total": {
        "description": "What payment is to capture: the price that inventory reserved for.",
        "type": "object",
        "required": [
          "amount",
          "currency"
        ],
        "properties": {
          "amount": {
            "description": "In minor units of the currency (cents for EUR); never a fraction.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "currency": {
            "description": "ISO 4217 code, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3
          }
        }
      },
      "clearedAt": {
        "description": "When the order was cleared. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "total": {
          "amount": 4498,
          "currency": "EUR"
        },
        "clearedAt": "2026-01-15T10:30:00.700Z"
      }
    ]
  },
  "order.completed.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.completed.v1",
    "title": "OrderCompleted",
    "description": "The order is over and fulfilled: paid, and dispatched.",
    "type": "object",
    "required": [
      "orderId",
      "completedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "completedAt": {
        "description": "When the order was completed. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "completedAt": "2026-01-15T10:30:03.100Z"
      }
    ]
  },
  "order.created.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.created.v1",
    "title": "OrderCreated",
    "description": "A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. This is the public contract: it bounds neither texts nor lines, so a consumer that needs bounds must check them itself.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "items",
      "createdAt"
    ],
    "properties": {
      "orderId": {
        "description": "The new order; also the Kafka key.",
        "type": "string"
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string"
      },
      "items": {
        "description": "What was ordered.",
        "type": "array",
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string"
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            }
          }
        }
      },
      "createdAt": {
        "description": "When the order was accepted. RFC 3339 with a zone.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        }
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "items": [
          {
            "productId": "prod-1",
            "quantity": 2
          },
          {
            "productId": "prod-7",
            "quantity": 1
          }
        ],
        "createdAt": "2026-01-15T10:30:00.000Z"
      }
    ]
  },
  "order.created.v2": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.created.v2",
    "title": "OrderCreated",
    "description": "A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. Since version 2 it says the currency, may say where it goes, and bounds every size.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "items",
      "currency",
      "createdAt"
    ],
    "properties": {
      "orderId": {
        "description": "The new order; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "items": {
        "description": "What was ordered.",
        "type": "array",
        "maxItems": 1000,
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string",
              "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
              "not": {
                "pattern": "[\n\r]"
              },
              "minLength": 1,
              "maxLength": 100
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            }
          }
        }
      },
      "currency": {
        "description": "The currency that the customer pays in: ISO 4217 code, such as EUR.",
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "maxLength": 3
      },
      "destinationCountry": {
        "description": "The country that the order goes to, where the customer said it: ISO 3166-1 alpha-2 code, such as AT.",
        "type": "string",
        "pattern": "^[A-Z]{2}$",
        "maxLength": 2
      },
      "createdAt": {
        "description": "When the order was accepted. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "items": [
          {
            "productId": "prod-1",
            "quantity": 2
          },
          {
            "productId": "prod-7",
            "quantity": 1
          }
        ],
        "currency": "EUR",
        "destinationCountry": "AT",
        "createdAt": "2026-01-15T10:30:00.000Z"
      }
    ]
  },
  "order.created.v3": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.created.v3",
    "title": "OrderCreated",
    "description": "A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. Since version 3 it says by which version of the saga the order goes; orders of version 1 are published in the versions before.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "items",
      "currency",
      "saga",
      "createdAt"
    ],
    "properties": {
      "orderId": {
        "description": "The new order; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "items": {
        "description": "What was ordered.",
        "type": "array",
        "maxItems": 1000,
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string",
              "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
              "not": {
                "pattern": "[\n\r]"
              },
              "minLength": 1,
              "maxLength": 100
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            }
          }
        }
      },
      "currency": {
        "description": "The currency that the customer pays in: ISO 4217 code, such as EUR.",
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "maxLength": 3
      },
      "destinationCountry": {
        "description": "The country that the order goes to, where the customer said it: ISO 3166-1 alpha-2 code, such as AT.",
        "type": "string",
        "pattern": "^[A-Z]{2}$",
        "maxLength": 2
      },
      "saga": {
        "description": "The version of the saga that the order goes by from its beginning to its end: 1, or 2, in which the order service checks it for fraud between reservation and payment. An open set: who does not know the version leaves the order alone.",
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "createdAt": {
        "description": "When the order was accepted. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "items": [
          {
            "productId": "prod-1",
            "quantity": 2
          },
          {
            "productId": "prod-7",
            "quantity": 1
          }
        ],
        "currency": "EUR",
        "destinationCountry": "AT",
        "saga": 2,
        "createdAt": "2026-01-15T10:30:00.000Z"
      }
    ]
  },
  "order.rejected.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:order.rejected.v1",
    "title": "OrderRejected",
    "description": "The order is over because its stock or its payment could not be had. Nothing is reserved and nothing is charged for it.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "rejectedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the order was rejected, as a code such as OUT_OF_STOCK. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "rejectedAt": {
        "description": "When the order was rejected. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "OUT_OF_STOCK",
        "rejectedAt": "2026-01-15T10:30:01.250Z"
      }
    ]
  },
  "payment.captured.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:payment.captured.v1",
    "title": "PaymentCaptured",
    "description": "The order's total was charged to the customer, once. Shipping dispatches.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "amount",
      "gatewayReference",
      "capturedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "amount": {
        "description": "What was charged.",
        "type": "object",
        "required": [
          "amount",
          "currency"
        ],
        "properties": {
          "amount": {
            "description": "In minor units of the currency (cents for EUR); never a fraction.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "currency": {
            "description": "ISO 4217 code, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3
          }
        }
      },
      "gatewayReference": {
        "description": "The gateway's own reference of the charge, to find it there.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "capturedAt": {
        "description": "When the payment was captured. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "amount": {
          "amount": 4498,
          "currency": "EUR"
        },
        "gatewayReference": "ch_5f1c2a90",
        "capturedAt": "2026-01-15T10:30:01.000Z"
      }
    ]
  },
  "payment.declined.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:payment.declined.v1",
    "title": "PaymentDeclined",
    "description": "The customer could not be charged; no money moved. Inventory releases the stock and the order is rejected.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "declinedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the payment was declined, as a code such as CARD_DECLINED. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "declinedAt": {
        "description": "When the payment was declined. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "CARD_DECLINED",
        "declinedAt": "2026-01-15T10:30:01.000Z"
      }
    ]
  },
  "payment.refunded.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:payment.refunded.v1",
    "title": "PaymentRefunded",
    "description": "What was charged for the order was paid back in full. It compensates PaymentCaptured.",
    "type": "object",
    "required": [
      "orderId",
      "amount",
      "gatewayReference",
      "refundedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "amount": {
        "description": "What was paid back.",
        "type": "object",
        "required": [
          "amount",
          "currency"
        ],
        "properties": {
          "amount": {
            "description": "In minor units of the currency (cents for EUR); never a fraction.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "currency": {
            "description": "ISO 4217 code, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3
          }
        }
      },
      "gatewayReference": {
        "description": "The gateway's own reference of the refund, to find it there.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "refundedAt": {
        "description": "When the payment was refunded. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "amount": {
          "amount": 4498,
          "currency": "EUR"
        },
        "gatewayReference": "re_77b0d3e1",
        "refundedAt": "2026-01-15T10:30:03.500Z"
      }
    ]
  },
  "shipment.cancelled.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:shipment.cancelled.v1",
    "title": "ShipmentCancelled",
    "description": "The order will not be dispatched because its cancellation came in time; it may have come before stock or payment. Inventory releases, payment refunds, and both refuse work for the order that arrives later.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "cancelledAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the shipment was cancelled: the code that the cancellation request carried. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "cancelledAt": {
        "description": "When the shipment was cancelled. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "CUSTOMER_REQUEST",
        "cancelledAt": "2026-01-15T10:30:02.500Z"
      }
    ]
  },
  "shipment.dispatched.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:shipment.dispatched.v1",
    "title": "ShipmentDispatched",
    "description": "The order left the warehouse. This is the saga's pivot: from here it can only complete.",
    "type": "object",
    "required": [
      "orderId",
      "trackingNumber",
      "dispatchedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "trackingNumber": {
        "description": "The carrier's number for following the parcel.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "dispatchedAt": {
        "description": "When the parcel was dispatched. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "trackingNumber": "TRK-00912345678",
        "dispatchedAt": "2026-01-15T10:30:02.000Z"
      }
    ]
  },
  "shipment.failed.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:shipment.failed.v1",
    "title": "ShipmentFailed",
    "description": "The order cannot be delivered and was not dispatched. Inventory releases, payment refunds and the order is cancelled.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "failedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why the shipment failed, as a code such as ADDRESS_UNDELIVERABLE. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "failedAt": {
        "description": "When the shipment failed. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "ADDRESS_UNDELIVERABLE",
        "failedAt": "2026-01-15T10:30:02.000Z"
      }
    ]
  },
  "stock.low.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:stock.low.v1",
    "title": "StockLow",
    "description": "What can be ordered of a product has fallen below a threshold, as a consumer of its quantities in another stack saw it; the bridge brings it here. Nothing follows from it.",
    "type": "object",
    "required": [
      "productId",
      "available",
      "threshold",
      "noticedAt"
    ],
    "properties": {
      "productId": {
        "description": "The product; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "available": {
        "description": "Pieces that could be ordered then; fewer than the threshold.",
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
      },
      "threshold": {
        "description": "Pieces below which a product is low, as the consumer has it.",
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "noticedAt": {
        "description": "When the consumer noticed it. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "productId": "prod-7",
        "available": 9,
        "threshold": 10,
        "noticedAt": "2026-01-15T10:30:01.500Z"
      }
    ]
  },
  "stock.rejected.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:stock.rejected.v1",
    "title": "StockRejected",
    "description": "Inventory cannot hold what was ordered; it holds nothing for the order. The order is rejected.",
    "type": "object",
    "required": [
      "orderId",
      "reason",
      "rejectedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "reason": {
        "description": "Why nothing could be reserved, as a code such as OUT_OF_STOCK. An open set: show it or log it, never switch on it.",
        "type": "string",
        "pattern": "^[A-Z][A-Z0-9_]*$",
        "not": {
          "pattern": "[^A-Z0-9_]"
        },
        "maxLength": 64
      },
      "productId": {
        "description": "The first product that could not be had. Absent when no single product is the cause.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "rejectedAt": {
        "description": "When the reservation was refused. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "reason": "OUT_OF_STOCK",
        "productId": "prod-scarce",
        "rejectedAt": "2026-01-15T10:30:00.500Z"
      }
    ]
  },
  "stock.released.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:stock.released.v1",
    "title": "StockReleased",
    "description": "Inventory took back what it held for the order; the pieces are available again. It compensates StockReserved.",
    "type": "object",
    "required": [
      "orderId",
      "lines",
      "releasedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "lines": {
        "description": "What was released.",
        "type": "array",
        "maxItems": 1000,
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string",
              "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
              "not": {
                "pattern": "[\n\r]"
              },
              "minLength": 1,
              "maxLength": 100
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            }
          }
        }
      },
      "releasedAt": {
        "description": "When the stock was released. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "lines": [
          {
            "productId": "prod-1",
            "quantity": 2
          },
          {
            "productId": "prod-7",
            "quantity": 1
          }
        ],
        "releasedAt": "2026-01-15T10:30:03.500Z"
      }
    ]
  },
  "stock.reserved.v1": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:stock.reserved.v1",
    "title": "StockReserved",
    "description": "Inventory holds every piece of the order for it, and has priced it. Payment captures the total.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "lines",
      "total",
      "reservedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "lines": {
        "description": "What is held, with the prices that hold for this order.",
        "type": "array",
        "maxItems": 1000,
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity",
            "unitPrice"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string",
              "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
              "not": {
                "pattern": "[\n\r]"
              },
              "minLength": 1,
              "maxLength": 100
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            },
            "unitPrice": {
              "description": "The price of one piece.",
              "type": "object",
              "required": [
                "amount",
                "currency"
              ],
              "properties": {
                "amount": {
                  "description": "In minor units of the currency (cents for EUR); never a fraction.",
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991
                },
                "currency": {
                  "description": "ISO 4217 code, such as EUR.",
                  "type": "string",
                  "pattern": "^[A-Z]{3}$",
                  "maxLength": 3
                }
              }
            }
          }
        }
      },
      "total": {
        "description": "The sum of quantity times unit price over the lines, in their one currency.",
        "type": "object",
        "required": [
          "amount",
          "currency"
        ],
        "properties": {
          "amount": {
            "description": "In minor units of the currency (cents for EUR); never a fraction.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "currency": {
            "description": "ISO 4217 code, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3
          }
        }
      },
      "reservedAt": {
        "description": "When the stock was reserved. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "lines": [
          {
            "productId": "prod-1",
            "quantity": 2,
            "unitPrice": {
              "amount": 1999,
              "currency": "EUR"
            }
          },
          {
            "productId": "prod-7",
            "quantity": 1,
            "unitPrice": {
              "amount": 500,
              "currency": "EUR"
            }
          }
        ],
        "total": {
          "amount": 4498,
          "currency": "EUR"
        },
        "reservedAt": "2026-01-15T10:30:00.500Z"
      }
    ]
  },
  "stock.reserved.v2": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:orderflow:stock.reserved.v2",
    "title": "StockReserved",
    "description": "Inventory holds every piece of the order for it, and has priced it. Since version 2 it says by which version of the saga the order goes. In version 2 of the saga the order service checks the order, and payment waits for its OrderCleared; in version 1, which is published in version 1 of this event, payment captures the total.",
    "type": "object",
    "required": [
      "orderId",
      "customerId",
      "lines",
      "total",
      "saga",
      "reservedAt"
    ],
    "properties": {
      "orderId": {
        "description": "The order that this is about; also the Kafka key.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "customerId": {
        "description": "The customer who placed the order.",
        "type": "string",
        "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
        "not": {
          "pattern": "[\n\r]"
        },
        "minLength": 1,
        "maxLength": 100
      },
      "lines": {
        "description": "What is held, with the prices that hold for this order.",
        "type": "array",
        "maxItems": 1000,
        "items": {
          "description": "One product of the order.",
          "type": "object",
          "required": [
            "productId",
            "quantity",
            "unitPrice"
          ],
          "properties": {
            "productId": {
              "description": "The product.",
              "type": "string",
              "pattern": "^[ -~ -퟿-￿𐀀-􏿿]*$",
              "not": {
                "pattern": "[\n\r]"
              },
              "minLength": 1,
              "maxLength": 100
            },
            "quantity": {
              "description": "How many pieces.",
              "type": "integer",
              "minimum": 1,
              "maximum": 9007199254740991
            },
            "unitPrice": {
              "description": "The price of one piece.",
              "type": "object",
              "required": [
                "amount",
                "currency"
              ],
              "properties": {
                "amount": {
                  "description": "In minor units of the currency (cents for EUR); never a fraction.",
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991
                },
                "currency": {
                  "description": "ISO 4217 code, such as EUR.",
                  "type": "string",
                  "pattern": "^[A-Z]{3}$",
                  "maxLength": 3
                }
              }
            }
          }
        }
      },
      "total": {
        "description": "The sum of quantity times unit price over the lines, in their one currency.",
        "type": "object",
        "required": [
          "amount",
          "currency"
        ],
        "properties": {
          "amount": {
            "description": "In minor units of the currency (cents for EUR); never a fraction.",
            "type": "integer",
            "minimum": 0,
            "maximum": 9007199254740991
          },
          "currency": {
            "description": "ISO 4217 code, such as EUR.",
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3
          }
        }
      },
      "saga": {
        "description": "The version of the saga that the order goes by from its beginning to its end: 1, or 2, in which the order service checks it for fraud between reservation and payment. An open set: who does not know the version leaves the order alone.",
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
      },
      "reservedAt": {
        "description": "When the stock was reserved. RFC 3339 with a zone, in UTC.",
        "type": "string",
        "format": "date-time",
        "pattern": "^(?:(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])|(?:1970|9998)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?Z)$",
        "not": {
          "pattern": "[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29"
        },
        "maxLength": 40
      }
    },
    "examples": [
      {
        "orderId": "018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70",
        "customerId": "customer-42",
        "lines": [
          {
            "productId": "prod-1",
            "quantity": 2,
            "unitPrice": {
              "amount": 1999,
              "currency": "EUR"
            }
          },
          {
            "productId": "prod-7",
            "quantity": 1,
            "unitPrice": {
              "amount": 500,
              "currency": "EUR"
            }
          }
        ],
        "total": {
          "amount": 4498,
          "currency": "EUR"
        },
        "saga": 2,
        "reservedAt": "2026-01-15T10:30:00.500Z"
      }
    ]
  }
}

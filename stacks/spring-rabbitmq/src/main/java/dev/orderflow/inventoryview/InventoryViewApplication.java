package dev.orderflow.inventoryview;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Keeps a view of the inventory from events that come by RabbitMQ, and publishes one of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class InventoryViewApplication {

  public static void main(String[] args) {
    SpringApplication.run(InventoryViewApplication.class, args);
  }
}

package dev.orderflow.inventoryview.servers;

import dev.orderflow.inventoryview.InventoryViewApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/**
 * The application, a real RabbitMQ and a real PostgreSQL, once for all tests. The application reaches both servers through
 * proxies; the tests go past these.
 */
public final class TestSystem {

  /** Faults are what the tests are about, and each of them is logged; TEST_LOG_LEVEL=WARN shows it. */
  private static final String LOG_LEVEL = System.getenv().getOrDefault("TEST_LOG_LEVEL", "OFF");

  /** Null where RABBITMQ_URL names a server, which is not ours to kill. */
  public final RabbitServer rabbitServer = RabbitServer.startUnlessGiven();

  public final RabbitTemplate rabbit;
  public final RabbitAdmin admin;
  public final JdbcClient jdbc;
  public final DataSource database;
  public final TcpProxy rabbitProxy;
  public final TcpProxy databaseProxy;
  private final List<String> settings;
  private ConfigurableApplicationContext application;

  private TestSystem() {
    // How long anything takes is the machine's affair.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    URI broker = URI.create(rabbitServer == null ? System.getenv("RABBITMQ_URL") : "amqp://guest:guest@127.0.0.1:" + rabbitServer.port());
    URI postgres = URI.create(postgresUrl().substring("jdbc:".length()));
    rabbitProxy = new TcpProxy(broker.getHost(), broker.getPort());
    databaseProxy = new TcpProxy(postgres.getHost(), postgres.getPort());

    var connections = new CachingConnectionFactory(broker);
    connections.setPublisherConfirmType(ConfirmType.SIMPLE);
    rabbit = new RabbitTemplate(connections);
    admin = new RabbitAdmin(connections);
    database = new DriverManagerDataSource("jdbc:" + postgres);
    jdbc = JdbcClient.create(database);
    settings =
        List.of(
            "--server.port=0",
            "--spring.rabbitmq.addresses=" + withPort(broker, rabbitProxy.port()),
            "--spring.datasource.url=jdbc:" + withPort(postgres, databaseProxy.port()),
            "--spring.datasource.username=",
            // Of a database that is away the application hears at once, not after two seconds: more tries fit into a test.
            "--spring.datasource.hikari.connection-timeout=250",
            "--spring.main.banner-mode=off",
            "--logging.level.root=" + LOG_LEVEL);
    startApplication();
  }

  /** Loaded by the first test that asks; where it cannot start, no other test tries again. */
  private static final class Holder {
    private static final TestSystem SHARED = new TestSystem();
  }

  public static TestSystem shared() {
    return Holder.SHARED;
  }

  public void startApplication() {
    application = new SpringApplicationBuilder(InventoryViewApplication.class).run(settings.toArray(String[]::new));
  }

  /** As SIGTERM does. */
  public void stopApplication() {
    application.close();
  }

  public <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  /** What GET /view says, as soon as the database is there. */
  public JsonNode view() {
    return Awaitility.await()
        .ignoreExceptionsInstanceOf(HttpServerErrorException.ServiceUnavailable.class)
        .until(() -> get("/view"), view -> view.has("events"));
  }

  public JsonNode get(String path) {
    String port = application.getEnvironment().getProperty("local.server.port");
    return RestClient.create("http://127.0.0.1:" + port).get().uri(path).retrieve().body(JsonNode.class);
  }

  /** Publishes and waits for the confirms. */
  public void publish(List<Sending> all) {
    rabbit.invoke(
        channel -> {
          all.forEach(each -> channel.send(each.exchange(), each.routingKey(), each.message()));
          channel.waitForConfirmsOrDie(60_000);
          return null;
        });
  }

  public record Sending(String exchange, String routingKey, Message message) {}

  /** A user in it may be a superuser; what the tests need is one database, given as a URL for JDBC with user and password. */
  private static String postgresUrl() {
    String given = System.getenv("POSTGRES_JDBC_URL");
    if (given != null) return given;
    try {
      var embedded = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(embedded)));
      return embedded.getJdbcUrl("postgres", "postgres").replace("localhost", "127.0.0.1");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void close(EmbeddedPostgres embedded) {
    try {
      embedded.close();
    } catch (IOException left) {
      System.err.println("PostgreSQL did not stop: " + left);
    }
  }

  private static URI withPort(URI uri, int port) {
    return URI.create(uri.toString().replace(uri.getHost() + ":" + uri.getPort(), "127.0.0.1:" + port));
  }
}

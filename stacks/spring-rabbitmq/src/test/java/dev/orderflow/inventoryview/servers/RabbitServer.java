package dev.orderflow.inventoryview.servers;

import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/**
 * A RabbitMQ of the tests' own: the installed server as a process with its own ports, name and data, all on loopback. The
 * system's service is not touched. Or the one that RABBITMQ_URL names.
 */
public final class RabbitServer {

  private static final String MISSING =
      "These tests need RabbitMQ: apt-get install -y --no-install-recommends rabbitmq-server, or name a server in RABBITMQ_URL.";

  private final Path folder;
  private final int port;
  private final int distPort;
  private final int epmdPort;
  private Process server;

  private RabbitServer() throws IOException {
    folder = Files.createTempDirectory("rabbitmq-");
    port = freePort();
    distPort = freePort();
    epmdPort = freePort();
    Process epmd =
        new ProcessBuilder("epmd", "-address", "127.0.0.1", "-port", "" + epmdPort)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("epmd.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      kill();
      epmd.destroyForcibly();
      deleteFolder();
    }));
    start();
  }

  /** @return null if RABBITMQ_URL names a server */
  public static RabbitServer startUnlessGiven() {
    if (System.getenv("RABBITMQ_URL") != null) return null;
    try {
      return new RabbitServer();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public int port() {
    return port;
  }

  /** Starts it, on the data that it had. Returns when it takes connections. */
  public void start() throws IOException {
    var builder = new ProcessBuilder(executable()).redirectErrorStream(true).redirectOutput(log());
    Path plugins = folder.resolve("enabled_plugins");
    Files.writeString(plugins, "[].");
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_"));
    environment.put("HOME", folder.toString());
    environment.put("RABBITMQ_NODENAME", "tests-" + port + "@localhost");
    environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_NODE_PORT", "" + port);
    environment.put("RABBITMQ_DIST_PORT", "" + distPort);
    environment.put("ERL_EPMD_PORT", "" + epmdPort);
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
    environment.put("RABBITMQ_LOG_BASE", folder.toString());
    environment.put("RABBITMQ_LOGS", "-");
    environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("none").toString());
    environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString());
    environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
    server = builder.start();
    Awaitility.await("RabbitMQ, whose log is " + log())
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .until(this::answers);
  }

  /** As {@code kill -9}. */
  public void kill() {
    Stream.concat(server.descendants(), Stream.of(server.toHandle()))
        .toList()
        .forEach(
            process -> {
              process.destroyForcibly();
              process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
            });
  }

  private boolean answers() {
    if (!server.isAlive()) throw new IllegalStateException("RabbitMQ ended; see " + log());
    var factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    try (var connection = factory.newConnection()) {
      return connection.isOpen();
    } catch (IOException | java.util.concurrent.TimeoutException notYet) {
      return false;
    }
  }

  /** Debian's command in /usr/sbin runs the server as another user, with that one's environment. */
  private static String executable() {
    var onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(each -> each + "/rabbitmq-server");
    return Stream.concat(Stream.of("/usr/lib/rabbitmq/bin/rabbitmq-server"), onPath)
        .filter(each -> Files.isExecutable(Path.of(each)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(MISSING));
  }

  private File log() {
    return folder.resolve("server.log").toFile();
  }

  private void deleteFolder() {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException left) {
      System.err.println("Left behind: " + folder);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package dev.orderflow.inventoryview.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between the application and a server, so that a test can take the server away from it. */
public final class TcpProxy {

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean away;

  public TcpProxy(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    inBackground(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Breaks every connection. New ones are taken at once. */
  public void breakConnections() {
    open.forEach(TcpProxy::close);
  }

  /** Breaks every connection, and every new one until it is back. */
  public void away(boolean isAway) {
    away = isAway;
    if (isAway) breakConnections();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      if (away) {
        close(client);
        continue;
      }
      try {
        Socket server = new Socket(host, port);
        open.add(client);
        open.add(server);
        inBackground(() -> copy(client, server));
        inBackground(() -> copy(server, client));
      } catch (IOException serverIsDown) {
        close(client);
      }
    }
  }

  private void copy(Socket from, Socket to) throws IOException {
    try (from; to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException connectionEnded) {
        // As it is meant to.
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // As it is meant to be.
    }
  }
}

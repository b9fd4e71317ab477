#!/usr/bin/env bash
# Spring Boot 4.1.2 (Spring MVC 7.0.10): what does a GET answer when its transaction begins on a connection that is broken?
#
# The guess: 500, as for every exception that no handler takes.
#
# What it does: 200 with an empty body, so a caller reads success. DefaultHandlerExceptionResolver looks among the causes of an
# exception for a client that has gone before the answer was written, by class names; pgjdbc's cause for a server process that
# died is an EOFException, which is one of these. A DataAccessException is excluded from that, so the same loss under a query
# is 500; the CannotCreateTransactionException of @Transactional is not excluded. An @ExceptionHandler for TransactionException
# comes before that resolver and is the remedy.
#
# Seen:
#   lost before a query: 500, 101 bytes
#   lost before a transaction begins: 200, 0 bytes
#
# Needs Java 17 and Maven. Exits 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p src/main/java
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>4.1.2</version>
    <relativePath/>
  </parent>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-webmvc</artifactId></dependency>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-jdbc</artifactId></dependency>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
    <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version></dependency>
  </dependencies>
</project>
XML
cat > src/main/java/Finding.java <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

public class Finding {
  @EnableAutoConfiguration
  @Import(Api.class)
  static class App {}

  @RestController
  static class Api {
    private final JdbcClient jdbc;

    Api(JdbcClient jdbc) { this.jdbc = jdbc; }

    @GetMapping("/pid")
    String pid() { return jdbc.sql("SELECT pg_backend_pid()").query(String.class).single(); }

    @GetMapping("/query")
    String query() { return jdbc.sql("SELECT 'done'").query(String.class).single(); }

    @GetMapping("/transaction")
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public String transaction() { return query(); }
  }

  static HttpResponse<byte[]> get(HttpClient client, String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
  }

  public static void main(String[] args) throws Exception {
    try (var postgres = EmbeddedPostgres.start();
        var app = SpringApplication.run(App.class, "--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=OFF",
            "--spring.datasource.hikari.maximum-pool-size=1", "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"))) {
      String base = "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port");
      var client = HttpClient.newHttpClient();
      boolean same = true;
      for (String path : new String[] {"/query", "/transaction"}) {
        // The pool looks at a connection again only when it was idle for a while: half a second, and here, for slow machines, more.
        String pid = new String(get(client, base + "/pid").body());
        new ProcessBuilder("kill", "-9", pid).start().waitFor();
        Thread.sleep(100);
        var answer = get(client, base + path);
        System.out.println("SEEN " + path + ": " + answer.statusCode() + ", " + answer.body().length + " bytes");
        boolean empty = answer.statusCode() == 200 && answer.body().length == 0;
        same &= path.equals("/query") ? answer.statusCode() == 500 : empty;
        for (int tries = 0; tries < 100 && get(client, base + "/pid").statusCode() != 200; tries++) Thread.sleep(200);
      }
      System.out.println(same ? "SEEN as described" : "SEEN otherwise: this has changed");
      app.close();
      postgres.close();
      System.exit(same ? 0 : 1);
    }
  }
}
JAVA
mvn -q -B compile dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -Dcom.zaxxer.hikari.aliveBypassWindowMs=30000 -cp "target/classes:$(cat classpath)" Finding 2>/dev/null | grep '^SEEN'
exit "${PIPESTATUS[0]}"

package peers.spring;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import peers.Parent;

/** The services that the arguments name, each a context with a database of its own, in one JVM. */
@SpringBootApplication
public class Shop {
  public static void main(String[] services) throws Exception {
    for (var service : services) {
      new SpringApplicationBuilder(Shop.class).web(service.equals("orders") ? WebApplicationType.SERVLET : WebApplicationType.NONE)
          .profiles(service).properties("service=" + service).run();
    }
    Parent.readyAndFollow();
  }
}

package peers;

/** The process that started this one, at the other end of standard input. */
public final class Parent {
  private Parent() {}

  /** Says that all is ready; ends this process when the parent has ended, however that ended. */
  public static void readyAndFollow() throws Exception {
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    System.exit(0);
  }
}

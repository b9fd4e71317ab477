package dev.orderflow.inventoryview.contracts;

/**
 * A message that no further try can make readable. It belongs into the dead letters with this reason. The codes are those
 * of the other services of Orderflow, where they have the same.
 */
public class PoisonException extends Exception {

  private final String code;

  public PoisonException(String code, String detail) {
    super(detail);
    this.code = code;
  }

  public String code() {
    return code;
  }
}

package dev.orderflow.inventoryview.contracts;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ValueNode;

/**
 * Numbers as JavaScript and most languages read them: the nearest double, and an integer where that has no fraction, so
 * {@code 1.0} and {@code 1e3} are. Jackson would keep the digits of integers, and the schema library throws where it
 * compares a double beyond {@code long}.
 */
final class DoubleNumbers extends JsonNodeFactory {

  @Override
  public NumericNode numberNode(int value) {
    return super.numberNode((long) value);
  }

  @Override
  public NumericNode numberNode(long value) {
    return nearest(value);
  }

  @Override
  public ValueNode numberNode(BigInteger value) {
    return nearest(value.doubleValue());
  }

  @Override
  public NumericNode numberNode(double value) {
    return nearest(value);
  }

  @Override
  public ValueNode numberNode(BigDecimal value) {
    return nearest(value.doubleValue());
  }

  /** What is beyond the range of doubles is no integer; nothing is kept of it but that. */
  private NumericNode nearest(double value) {
    if (Double.isInfinite(value)) return super.numberNode(Math.copySign(0.5, value));
    if (value != Math.rint(value)) return super.numberNode(value);
    if (Math.abs(value) < 0x1p63) return super.numberNode((long) value);
    return (NumericNode) super.numberNode(new BigDecimal(value).toBigIntegerExact());
  }
}

package dev.orderflow.inventoryview.messaging;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as every stack reads them: those that the pattern beside {@code date-time} takes in {@code schemas/}. {@code
 * OffsetDateTime.parse} alone takes others (lower case, no seconds) and refuses some (offsets beyond 18 hours).
 */
final class EventTime {

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)"
              + "(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");

  private EventTime() {}

  /** @return the moment in UTC; empty for a text that is no time, or is beyond the years that every store can hold */
  static Optional<OffsetDateTime> parse(String text) {
    Matcher match = RFC_3339.matcher(text);
    if (!match.matches()) return Optional.empty();
    try {
      LocalDateTime local = LocalDateTime.parse(match.group(1));
      int year = local.getYear();
      if (year < 1970 || year > 9998) return Optional.empty();
      if (match.group(2) == null) return Optional.of(local.atOffset(ZoneOffset.UTC));
      // These have to be written in UTC, so that no offset leads beyond them.
      if (year == 1970 || year == 9998) return Optional.empty();
      int minutes = 60 * Integer.parseInt(match.group(3)) + Integer.parseInt(match.group(4));
      return Optional.of(local.minusMinutes(match.group(2).equals("-") ? -minutes : minutes).atOffset(ZoneOffset.UTC));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }
}

"""Which texts are a date-time for the attributes of events: RFC 3339 within the bounds of the project's schemas."""

import re
from datetime import UTC, datetime, timedelta

_PATTERN = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def instant_of(text: str) -> datetime | None:
    """The moment that a date-time states, in UTC, to the microsecond; None for a text that is none.

    The years 1970 and 9998 have to be written in UTC, so that no offset leads out of the years that every store and
    language can hold.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, offset_hour, offset_minute = match.groups()[6:]
    if not 1970 <= year <= 9998:
        return None
    try:
        local = datetime(year, month, day, hour, minute, second, int((fraction or "0").ljust(6, "0")[:6]), UTC)
    except ValueError:
        return None
    if sign is None:
        return local
    if int(offset_hour) > 23 or int(offset_minute) > 59 or year in (1970, 9998):
        return None
    offset = timedelta(hours=int(offset_hour), minutes=int(offset_minute))
    return local + offset if sign == "-" else local - offset


def iso_text(moment: datetime) -> str:
    """As JavaScript's ``Date.toISOString`` writes it: in UTC, with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

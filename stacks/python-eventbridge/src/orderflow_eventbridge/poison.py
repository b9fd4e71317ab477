"""The two ways in which an event can fail: for good, or for now."""


class PoisonError(Exception):
    """It can never succeed; it goes to the dead letters with a stable code and a sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class RetryLaterError(Exception):
    """It did not succeed now and may later; it is left in the queue. The code says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

"""moto's server, less a fault of its queues, and with three of its habits made cheaper that cost more than all else.

While it deletes a message, one that is sent in that moment is lost: it replaces the list of messages by a copy. For each
message that it takes or gives out it counts those in the queue, of each kind and more than once: 20 ms with 500 messages.
These numbers are approximate by definition: here they are a second old at most. To find messages to give out it asks the time
twice for each in the queue, in a way that takes 2 µs. And for each event it makes the same eight parsers of JSON paths: 3 ms.
"""

import functools
import time
from weakref import WeakKeyDictionary

from jsonpath_ng import ext
from moto.server import main
from moto.sqs import models
from moto.sqs.models import Queue


def under_its_lock(delete):
    def locked(queue, receipt_handle):
        with queue._messages_lock:  # as sending does
            delete(queue, receipt_handle)

    return locked


def counted_each_second(count):
    counts = WeakKeyDictionary()

    def last_count(queue):
        number, at = counts.get(queue, (0, -1))
        if time.monotonic() - at > 1:
            number = count(queue)
            counts[queue] = number, time.monotonic()
        return number

    return property(last_count)


Queue.delete_message = under_its_lock(Queue.delete_message)
for name in [name for name in vars(Queue) if name.startswith("approximate_number_of_messages")]:
    setattr(Queue, name, counted_each_second(getattr(Queue, name).fget))
models.unix_time_millis = lambda: time.time() * 1000
ext.parse = functools.cache(ext.parse)
main()

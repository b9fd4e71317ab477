"""moto's server. For each message that it takes or gives out, moto goes through the whole queue and asks the time of every
message in it, in a way that takes 2 µs: 20 ms with 500 messages. Asked like this it is less than one."""

import time

from moto.server import main
from moto.sqs import models

models.unix_time_millis = lambda: time.time() * 1000
main()

"""Starts the command line. Written so that any Python 3 can read it, and say which one is needed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("PYTHON_TOO_OLD: orderflow_eventbridge needs Python 3.11 or newer: `apt-get install python3`.")

from orderflow_eventbridge.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Kinograph's one entry: the studio, and the commands render, doctor and test.

Only the standard library may be imported before the environment exists, and this page must be readable by any
Python 3, so that an old one gets a sentence instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the sentence for an old Python
    sys.stderr.write(
        "kinograph: needs Python 3.11 or newer, and this is Python "
        + sys.version.split()[0]
        + " ("
        + sys.executable
        + "). Run it with a newer one, for example: python3.11 main.py\n"
    )
    sys.exit(5)

if __name__ == "__main__":
    from app.bootstrap.entry import main

    sys.exit(main(sys.argv[1:]))

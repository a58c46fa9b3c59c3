"""`python -m clipanim` is the command `clipanim`: it runs no Python file of the working folder."""

import os
import sys

# `-m` puts the working folder first; a file `numpy.py` there would be run in place of numpy.
if not sys.flags.safe_path and __name__ == "__main__" and sys.path[0] not in ("", *sys.path[1:]):
    HERE = sys.path.pop(0)
    if os.path.realpath(HERE) == os.path.realpath(os.path.dirname(os.path.dirname(__file__))):
        sys.path.append(HERE)

from .cli import main

if __name__ == "__main__":
    main()

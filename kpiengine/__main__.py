"""`python -m kpiengine` is the command `kpiengine`."""

import sys

from kpiengine.cli import main

if __name__ == "__main__":
    sys.exit(main())

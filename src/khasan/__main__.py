"""``python -m khasan``."""

from __future__ import annotations

import sys

from khasan.cli import main

if __name__ == "__main__":
    sys.exit(main())

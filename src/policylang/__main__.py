"""`python -m policylang` is the command line."""

import sys

from policylang.tools.cli import main

sys.exit(main())

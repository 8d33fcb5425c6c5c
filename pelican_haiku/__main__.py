"""``python -m pelican_haiku`` is the command ``pelican-haiku``."""

import sys

from pelican_haiku.cli import main

sys.exit(main())

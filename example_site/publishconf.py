"""The example site as it is published: ``SITEURL`` comes from the environment."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pelicanconf import *  # noqa: F403

SITEURL = os.environ.get("SITEURL", "").rstrip("/")
FEED_ALL_ATOM = "feeds/all.atom.xml"
DELETE_OUTPUT_DIRECTORY = True

# The CI service knows the repository and the branch that it publishes.
HAIKU_REPOSITORY = None
HAIKU_BRANCH = None

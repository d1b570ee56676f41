"""Settings of the process that `test_killed` kills: those of the tests, with the test's own files."""

import os

from core.settings.test import *  # noqa: F403

PRIVATE_FILES_DIR = MEDIA_ROOT = os.environ["BETANG_KILLED_FILES"]

"""Settings of the process that `test_killed` kills: those of the tests, with the test's own files."""

import os

from core.settings.test import *  # noqa: F403

JOB_BEAT_SECONDS, JOB_STALLED_SECONDS = 1, 3
PRIVATE_FILES_DIR = MEDIA_ROOT = os.environ["BETANG_KILLED_FILES"]

"""`make run`: this machine, made-up data, the embedded database."""

from core.secrets import development_secret_key
from core.settings.base import *  # noqa: F403
from core.settings.environment import flag, words

DEBUG = flag("BETANG_DEBUG")
SECRET_KEY = development_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *words("BETANG_HOSTS")]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
DEMONSTRATION_ALLOWED = True

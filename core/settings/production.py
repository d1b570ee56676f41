"""The real thing: everything that protects people is on, and what is missing is named."""

from core.settings.base import *  # noqa: F403
from core.settings.environment import flag, number, required, text, words

DEBUG = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = words("BETANG_HOSTS") or [required("BETANG_HOSTS")]
PUBLIC_URL = text("BETANG_PUBLIC_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}").rstrip("/")
required("DATABASE_URL")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = flag("BETANG_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = number("BETANG_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-betang"
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "betang@localhost")
AXES_IPWARE_PROXY_COUNT = number("BETANG_PROXIES", 1)
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"]
DEMONSTRATION_ALLOWED = False

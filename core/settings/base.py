"""What is so wherever Betang runs. Short and flat: a line changes one thing."""

from pathlib import Path

import bootstrap_wrapper
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from core.database import configuration
from core.documents.patterns import checked
from core.settings.environment import number, table, text

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(text("BETANG_VAR", str(BASE_DIR / "var")))

CITY_NAME = text("BETANG_CITY", "Kota Palangka Raya")
CITY_CODE = text("BETANG_CITY_CODE", "62.71")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "lucide",
    "import_export",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "core",
    "accounts",
    "poverty",
    "programs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.compression.CompressText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.privacy.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.users.middleware.SessionLimitMiddleware",
    "accounts.users.middleware.SecondFactorMiddleware",
    "core.request_guard.RequestGuardMiddleware",
    "core.history.RequestHistoryMiddleware",
    "core.outage.DatabaseOutageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.navigation.context",
            ],
        },
    }
]

DATABASES = {"default": configuration()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.users.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.users.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that strangers type
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# django-axes counts failures, in the database, for all processes together; an office shares one address
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "120/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Betang"
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ; a code is still taken once only
MFA_ADAPTER = "accounts.users.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.users.second_factor.SignInCodeForm",
    "reauthenticate": "accounts.users.second_factor.ReauthenticateCodeForm",
    "activate_totp": "accounts.users.second_factor.EnrolForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the administrator
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = number("BETANG_LOCKOUT_MINUTES", 15) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # the handler adds limits by user alone and by address alone
AXES_HANDLER = "accounts.users.lockout.LockoutHandler"
AXES_USERNAME_CALLABLE = "accounts.users.lockout.account_name"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_CALLABLE = "accounts.users.views.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
AXES_VERBOSE = False

# Sessions: an idle hour or a working day, whichever comes first
SESSION_COOKIE_NAME = "betang"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_IDLE_SECONDS = number("BETANG_SESSION_IDLE_MINUTES", 60) * 60
SESSION_LIMIT_PER_USER = number("BETANG_SESSIONS_PER_USER", 3)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "core.outage.csrf_failure"

# Language and place
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["core.formats"]
TIME_ZONE = text("BETANG_TIME_ZONE", "Asia/Pontianak")  # WIB, as Central Kalimantan keeps it
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
MEDIA_ROOT = VAR_DIR / "files"
PRIVATE_FILES_DIR = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Documents: the address in their square codes, and how their numbers are written (contoh: each city has its own way)
PUBLIC_URL = text("BETANG_PUBLIC_URL", "http://localhost:8000").rstrip("/")
DOCUMENT_NUMBER_FORMATS = checked(
    table("BETANG_DOCUMENT_NUMBER_FORMATS", {"default": "{number:03d}/{series}/{month_roman}/{year}"})
)

# What a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# History and jobs
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField(null=True)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_index=True)
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # a GET changes no record
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
JOB_BEAT_SECONDS = 10
JOB_STALLED_SECONDS = 30  # a worker that was silent for so long is dead, and its job goes back to the queue
PROCRASTINATE_IMPORT_PATHS = ["core.jobs", "core.documents.jobs", "poverty.verification.jobs"]

# Rules that the city decides; example values are labelled so where they are shown
ASSESSMENT_STALE_MONTHS = number("BETANG_ASSESSMENT_STALE_MONTHS", 12)
VERIFICATION_STALE_MONTHS = number("BETANG_VERIFICATION_STALE_MONTHS", 12)
OBJECTION_DAYS = number("BETANG_OBJECTION_DAYS", 14)  # domain.md 2.3: 14 days to verify, else it lapses
PROPOSAL_WORKING_DAYS = {  # contoh: within how many working days each step is due
    "proposed": number("BETANG_DAYS_PROPOSED", 10),
    "listed": number("BETANG_DAYS_LISTED", 10),
    "agreed": number("BETANG_DAYS_AGREED", 10),
    "visited": number("BETANG_DAYS_VISITED", 5),
    "returned": number("BETANG_DAYS_RETURNED", 5),
    "verified": number("BETANG_DAYS_VERIFIED", 5),
}
CHANGE_REQUEST_WORKING_DAYS = number("BETANG_DAYS_CHANGE_REQUEST", 5)  # contoh: until a change request is decided
ESCALATION_WORKING_DAYS = number("BETANG_DAYS_ESCALATION", 5)  # contoh: so long after its day it is shown a level up
MEETING_QUORUM = number("BETANG_MEETING_QUORUM", 10)  # contoh: how many people make a meeting
VISIT_MIN_MINUTES = number("BETANG_VISIT_MIN_MINUTES", 5)  # contoh: a shorter visit is shown to the verifier
VISIT_MAX_METRES = number("BETANG_VISIT_MAX_METRES", 200)  # contoh: a visit farther from the house is shown
CHECKLIST_THRESHOLD = number("BETANG_CHECKLIST_THRESHOLD", 3)
CHECKLIST_THRESHOLD_SINCE = text("BETANG_CHECKLIST_THRESHOLD_SINCE", "2026-01-01")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "core.privacy.MaskNumbers"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"betang": {"level": "INFO"}},
}

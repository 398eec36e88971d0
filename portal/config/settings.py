"""All settings. Everything an operator may change comes from the environment; `manage.py doctor` explains it."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from portal.config.env import Env, mail_server

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Env()
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- what the operator sets ------------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
DEMO_MODE = env.flag("DEMO_MODE")
SITE_URL = env.url("SITE_URL", "http://localhost:8000", ("http", "https")).rstrip("/")
DATABASE_URL = env.url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'atrium.sqlite3'}", ("sqlite", "postgres", "postgresql"))
REDIS_URL = env.url("REDIS_URL", "", ("redis", "rediss", "unix"))
SEARCH_URL = env.url("SEARCH_URL", f"whoosh://{VAR_DIR / 'search'}", ("whoosh",))
EMAIL_URL = env.url("EMAIL_URL", "outbox://", ("outbox", "smtp", "smtps", "smtp+tls", "anymail"))
MEDIA_ROOT = env.text("MEDIA_ROOT", str(VAR_DIR / "media"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", sorted({"localhost", "127.0.0.1", "[::1]", urlsplit(SITE_URL).hostname or "localhost"}))
PROXY_COUNT = env.number("PROXY_COUNT", 0)
WEB_PROCESSES = env.number("WEB_PROCESSES", 1)
SOCKETS_PER_USER = env.number("SOCKETS_PER_USER", 8)
SOCKETS_PER_ADDRESS = env.number("SOCKETS_PER_ADDRESS", 30)
LOG_FORMAT = env.text("LOG_FORMAT", "json")
MAKING_KEY = len(sys.argv) > 1 and sys.argv[1] == "make_key"
SECRET_KEY = "only for make_key" if MAKING_KEY else env.secret("SECRET_KEY", VAR_DIR / "secret_key")
ADDRESS_HASH_KEY = env.text("ADDRESS_HASH_KEY") or SECRET_KEY  # hashes suppressed addresses; must outlive a new SECRET_KEY
SERVED_SECURELY = SITE_URL.startswith("https://")
if "*" in ALLOWED_HOSTS:
    env.faults.append("ALLOWED_HOSTS=* would switch the socket's origin check off: name the hosts.")
env.check()

# --- applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    "portal.core",
    "portal.accounts",
    "portal.search",
    "portal.jobs",
    "portal.topics",
    "portal.pages",
    "portal.imports",
    "portal.customers",
    "portal.messaging",
    "portal.realtime",
    "catalog.products",
    "knowledgebase.feedback",
    "knowledgebase.faq",
    "knowledgebase.tutorials",
    "community.moderation",
    "community.chat",
    "portal.segments",
    "portal.campaigns",
    "portal.site",
    "haystack",  # before wagtail.search: both own `update_index`
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "lucide",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "portal.core.middleware.RequestIdMiddleware",
    "portal.core.logs.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.core.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.campaigns.middleware.AdvertTagsMiddleware",
    "portal.core.pagecache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.campaigns.middleware.FirstTouchMiddleware",
    "portal.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SessionsSeenMiddleware",
    "portal.accounts.middleware.HandsMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "portal.config.urls"
ASGI_APPLICATION = "portal.config.asgi.application"
WSGI_APPLICATION = "portal.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context.portal",
                "portal.accounts.impersonation.context",
                "portal.pages.context.footer",
            ],
            "builtins": [
                "portal.core.templatetags.ui",
                "portal.core.templatetags.keep",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "portal.core.forms.PortalFormRenderer"

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")
    DATABASES["default"]["ENGINE"] = "portal.core.postgres"
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 5  # any number lets `core.prepared` prepare; the ORM never does
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {"BACKEND": "portal.core.rediscache.ProcessCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "atrium"}
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "atrium"},
        }
    }
else:
    _memory = "django.core.cache.backends.locmem.LocMemCache"
    CACHES = {
        "default": {"BACKEND": _memory, "OPTIONS": {"MAX_ENTRIES": 10_000}},
        "pages": {"BACKEND": _memory, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 1_000}},  # 60 kB each: some 60 MB at most
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}}
CACHES["renditions"] = {  # keyed by the picture's content, so each process may hold its own: Wagtail asks for every picture shown
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions", "TIMEOUT": 600, "OPTIONS": {"MAX_ENTRIES": 5000},
}  # fmt: skip
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "search", "mail", "sending"]}}

# --- languages -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية"), ("zh-hant", "繁體中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en",)}
MODELTRANSLATION_CUSTOM_FIELDS = ("StreamField",)
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.core.formats"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Europe/Berlin")

# --- files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.core.bundles.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "portal.core.bundles.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_ENGINE = "portal.accounts.sessions"  # the database's, its hot statement composed once
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "portal.customers.forms.SignupForm",
    "login": "portal.accounts.forms.LoginForm",
    "request_login_code": "portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "portal.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "portal.accounts.forms.ConfirmEmailVerificationCodeForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60  # as the mails say
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"signup": "20/m/ip,60/h/ip", "request_login_code": "20/m/ip,3/m/key,10/h/key"}
USERSESSIONS_ADAPTER = "portal.accounts.adapter.SessionsAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a step before and after: telephones' clocks go wrong
MFA_TOTP_ISSUER = env.text("SITE_NAME", "Atrium")
MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "login_webauthn": "portal.accounts.forms.LoginPasskeyForm",
    "authenticate_webauthn": "portal.accounts.forms.SecondFactorPasskeyForm",
    "reauthenticate_webauthn": "portal.accounts.forms.ReauthenticatePasskeyForm",
    "add_webauthn": "portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.forms.EditPasskeyForm",
}
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR")
BROWSER_COOKIE_NAME = "browser"  # tells a browser somebody has signed in with before from a new one; names nobody
IMPERSONATION_MINUTES = env.number("IMPERSONATION_MINUTES", 30)
EXPORTS_DIR = Path(env.text("EXPORTS_DIR", str(VAR_DIR / "exports")))  # everything about one customer, until he has fetched it
EXPORT_DAYS = env.number("EXPORT_DAYS", 7)
CONTACT_DAYS = max(env.number("CONTACT_DAYS", 400), 62)  # how long it is known what was sent to whom; the caps look back 31 days
VISIT_DAYS = max(env.number("VISIT_DAYS", 400), 62)  # how long visits through adverts are kept; the desk counts the last 30 days
DELIVERY_DAYS = max(env.number("DELIVERY_DAYS", 400), 62)  # what became of each message; worn out addresses are judged by 30 days
SEGMENT_LOG_DAYS = max(env.number("SEGMENT_LOG_DAYS", 400), 31)  # who joined and left which segment, and the nightly checks
ERASURE_DAYS = env.number("ERASURE_DAYS", 14)
ERASURE_JOURNAL = env.text("ERASURE_JOURNAL", str(VAR_DIR / "erasures.jsonl"))  # outside the database: for a restored backup

ADVERTS_A_DAY, ADVERTS_A_WEEK = env.number("ADVERTS_A_DAY", 1), env.number("ADVERTS_A_WEEK", 2)  # to one person; 0: no limit
SURVEYS_A_MONTH = env.number("SURVEYS_A_MONTH", 1)
QUIET_HOURS = env.text("QUIET_HOURS", "21:00-08:00")  # for what rings, by the customer's clock, where he has said nothing

# --- content ---------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = env.text("SITE_NAME", "Atrium")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "pages.PortalImage"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "epub", "txt", "csv", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "editors_door"

# --- search ----------------------------------------------------------------------------------------------------------
SEARCH_DIR = Path(SEARCH_URL.removeprefix("whoosh://"))
HAYSTACK_CONNECTIONS = {
    ("default" if code == LANGUAGE_CODE else code): {
        "ENGINE": "portal.search.engine.PortalWhooshEngine",
        "PATH": str(SEARCH_DIR / code),
        "LANGUAGE": code,
        "SILENTLY_FAIL": False,
    }
    for code, _name in LANGUAGES
}
HAYSTACK_ROUTERS = ["portal.search.routing.LanguageRouter"]
HAYSTACK_SIGNAL_PROCESSOR = "portal.search.signals.QueuedSignalProcessor"
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False

# --- mail ------------------------------------------------------------------------------------------------------------
_mail = urlsplit(EMAIL_URL)
EMAIL_BACKEND = "portal.accounts.letterbox.Letterbox"  # keeps each mail for the worker, who hands it to the carrier
MAIL_CARRIER = {
    "outbox": "portal.core.outbox.OutboxBackend",
    "anymail": f"anymail.backends.{_mail.hostname}.EmailBackend",  # its keys: ANYMAIL_… of the environment
}.get(_mail.scheme, "django.core.mail.backends.smtp.EmailBackend")
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in env.values.items() if name.startswith("ANYMAIL_")}
MAIL_WEBHOOKS = env.words("MAIL_WEBHOOKS", [])  # providers whose reports are taken at /webhooks/mail/<provider>/
MAIL_GOOD_FOR = 24 * 3600  # how long an ordinary mail is tried; one with a code only while the code is good
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail_server(EMAIL_URL)
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 15
OUTBOX_DIR = VAR_DIR / "outbox"
MAIL_BOUNCES = env.text("MAIL_BOUNCES")  # e.g. bounces@example.org: mails come back to bounces+<message>@example.org
SENDING_LEASE = env.number("SENDING_LEASE", 300)  # seconds after which the claim of a silent sender is settled by others
CURRENCY = env.text("CURRENCY", "EUR").upper()  # of the house: what messages cost and customers spent is told in it
MESSAGE_COSTS = {"email": 0, "inbox": 0, "push": 0, "sms": 8, "fax": 12, "letter": 110, "phone": 350} | {
    name: int(cost) for name, _mark, cost in (pair.partition("=") for pair in env.words("MESSAGE_COSTS", [])) if cost.isdigit()
}  # hundredths of the house currency a message, e.g. MESSAGE_COSTS=sms=9,letter=120
SMS_URL = env.url("SMS_URL", "", ("https", "http"))
SMS_TOKEN, SMS_SENDER = env.text("SMS_TOKEN"), env.text("SMS_SENDER", WAGTAIL_SITE_NAME[:11])
FAX_GATEWAY = env.text("FAX_GATEWAY")  # the domain of a gateway that takes faxes by mail
WEB_PUSH, PUSH_KEY = env.flag("WEB_PUSH"), VAR_DIR / "push_key.pem"
PUSH_SERVICES = env.words(
    "PUSH_SERVICES", ["fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"]
)  # notifications are posted nowhere else
CHINESE_FONT = env.text("CHINESE_FONT")  # a font file for letters with Chinese signs, where none is found by itself
HOUSE_ADDRESS = env.text("HOUSE_ADDRESS", "Calder & Finch · Werkhof 4 · 20359 Hamburg")  # the mails' foot, the letters' sender
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "help@calder-finch.example")

# --- safety ----------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SERVED_SECURELY and env.flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if SERVED_SECURELY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_SECURELY
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SERVED_SECURELY
SESSION_COOKIE_NAME = "__Host-session" if SERVED_SECURELY else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SERVED_SECURELY else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "language"
CSRF_FAILURE_VIEW = "portal.core.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # an index that holds more columns where the database can: on SQLite it is a plain one, as meant
    "security.W019",  # X-Frame-Options SAMEORIGIN: Wagtail's preview shows our pages in a frame of its own admin
]
PAGE_CACHE_SECONDS = env.number("PAGE_CACHE_SECONDS", 60)
CONTENT_CHECK_SECONDS = 0.5  # how soon a change made by another process is noticed, where the cache does not tell
KEEP_PARTS = env.flag("KEEP_PARTS", default=True)

# --- logs ------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.core.logs.JsonFormatter"}, "plain": {"()": "portal.core.logs.PlainFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if LOG_FORMAT == "json" else "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "fpdf": {"level": "WARNING"},
    },
}

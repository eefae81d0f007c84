"""双师档案: the application factory."""

import importlib
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock
from app.extensions import LONGEST_WAIT, csrf, db, limiter, login_manager, migrate, prepare_engine
from app.web.rate_limits import kept_in
from config import Settings, load_settings

FEATURES = (
    "accounts",
    "schools",
    "teachers",
    "venues",
    "practice",
    "standing",
    "plans",
    "confirmations",
    "certificates",
    "recognition",
    "snapshots",
    "reviews",
    "reminders",
    "rulings",
)
TABLES = (
    "audit",
    "mail",
    "files",
    *(feature for feature in FEATURES if feature not in {"standing", "reviews", "rulings"}),
)
"""Packages with tables; standing and reviews keep none, and rulings are facts of the teachers."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the environment, or from the settings given."""
    settings = settings or load_settings()
    app = Flask(__name__, instance_path=str(settings.instance_dir))
    app.config.update(_flask_config(settings))
    if settings.is_production:  # behind one reverse proxy, which knows the visitor's address
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign] # as Flask says
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    _init_web(app)
    _init_data(app)
    _register_features(app)
    _register_commands(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_timeout": LONGEST_WAIT},
        "TESTING": settings.mode == "testing",
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes * 3,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session
        "SESSION_COOKIE_NAME": "ssda",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "RATELIMIT_ENABLED": settings.mode != "testing",
        "RATELIMIT_STORAGE_URI": kept_in(settings.instance_dir),
    }


def _init_web(app: Flask) -> None:
    from app.web import assets, errors, filters, nav, security

    security.init_app(app)  # first: it takes the write lock before anything reads
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    assets.init_app(app)

    @app.context_processor
    def page_context() -> dict[str, Any]:
        settings: Settings = app.config["SETTINGS"]
        return {
            "nav": LocalProxy(nav.links),  # asked only where a page shows it: the page of error 500 must not
            "csp_nonce": security.csp_nonce(),
            "demo_mode": settings.is_demo,
            "today": clock.today(),
        }


def _init_data(app: Flask) -> None:
    for feature in TABLES:
        importlib.import_module(f"app.{feature}.models")
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        prepare_engine(db.engine)


def _register_features(app: Flask) -> None:
    for feature in FEATURES:
        module = importlib.import_module(f"app.{feature}.views")
        app.register_blueprint(module.bp)
    from app import menu
    from app.certificates.queries import numbers_in_force
    from app.recognition.recheck_queries import stood_at
    from app.rulings.decider_queries import line_of_rulings

    app.extensions["nav_counters"] = menu.counters
    app.extensions["papers_in_force"] = numbers_in_force
    app.extensions["stood_at"] = stood_at
    app.extensions["line_of_rulings"] = line_of_rulings


def _register_commands(app: Flask) -> None:
    from app import cli

    cli.init_app(app)

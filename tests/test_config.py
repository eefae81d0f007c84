"""Settings are read strictly; production refuses what is weak."""

import pytest

from config import ConfigError, load_settings

GOOD = {
    "APP_MODE": "production",
    "SECRET_KEY": "Zk3nq8Wm1xTr7Yc5Lb2Vh9Ds4Jf6Gp0Qa",
    "PUBLIC_BASE_URL": "https://dangan.example.edu.cn/",
    "DATABASE_URL": "postgresql://app@127.0.0.1/app",
}


def test_good_production_settings_are_accepted(tmp_path):
    settings = load_settings(GOOD | {"INSTANCE_DIR": str(tmp_path)})
    assert settings.is_production
    assert settings.https
    assert not settings.is_demo
    assert settings.public_base_url == "https://dangan.example.edu.cn"
    assert settings.smtp is None
    assert settings.max_upload_bytes == 20 * 1024 * 1024


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"APP_MODE": "prod"}, "APP_MODE"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme-changeme-0123456789abcdefgh"}, "SECRET_KEY"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "dangan.example.edu.cn"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "https://a.example/?x=1"}, "PUBLIC_BASE_URL"),
        ({"APP_MODE": "demo"}, "PUBLIC_BASE_URL"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"ARGON2_FAST": "1"}, "ARGON2_FAST"),
        ({"ARGON2_FAST": "yes"}, "ARGON2_FAST"),
        ({"MAX_UPLOAD_MB": "many"}, "MAX_UPLOAD_MB"),
        ({"MAX_UPLOAD_MB": "0"}, "MAX_UPLOAD_MB"),
        ({"SMTP_HOST": "mail.example"}, "SMTP_FROM"),
        ({"SMTP_HOST": "mail.example", "SMTP_FROM": "a@example", "SMTP_PORT": "70000"}, "SMTP_PORT"),
        ({"SMTP_HOST": "mail.example", "SMTP_FROM": "a@example", "SMTP_USERNAME": "u"}, "SMTP_PASSWORD"),
        ({"SMTP_HOST": "mail.example", "SMTP_FROM": "a@example", "SMTP_PASSWORD": "p"}, "SMTP_USERNAME"),
    ],
)
def test_a_bad_setting_stops_the_start_and_names_itself(tmp_path, changed, named):
    with pytest.raises(ConfigError, match=named):
        load_settings(GOOD | {"INSTANCE_DIR": str(tmp_path)} | changed)


def test_mail_settings_are_read_whole(tmp_path):
    settings = load_settings(
        {
            "INSTANCE_DIR": str(tmp_path),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "2525",
            "SMTP_FROM": "dangan@example.edu",
            "SMTP_USERNAME": "u",
            "SMTP_PASSWORD": "p",
            "SMTP_STARTTLS": "1",
        }
    )
    assert settings.smtp is not None
    assert (settings.smtp.port, settings.smtp.starttls, settings.smtp.username) == (2525, True, "u")


def test_outside_production_an_installation_makes_its_own_secret_once(tmp_path):
    first, second = (load_settings({"INSTANCE_DIR": str(tmp_path / "new")}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]

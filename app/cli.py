"""Commands of the ``flask`` program."""

import json
import logging
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock
from app.accounts.passwords import WeakPasswordError, check_strength
from app.accounts.queries import find_account
from app.audit.queries import last_run
from app.domain import words
from app.domain.explain import evaluation_text
from app.domain.facts import SchoolLevel, System
from app.domain.plain import plain_evaluation
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.jobs.catalogue import JOBS, run_job
from app.jobs.scheduler import run_scheduler
from app.mail.smtp import ServerUnreachableError
from app.policy.cases import CaseError, judge_case
from app.policy.loader import load_law
from app.schools.operations import NameTakenError, create_school
from app.teachers.account_operations import Grants, UsernameTakenError, open_account, reset_password
from app.teachers.operations import Details, add_person
from app.web.fonts import FOLDER


@click.command("evaluate", help="按现行规则评定案例文件（TOML），不需要数据库。")
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text 供人阅读，json 每行一个案例",
)
def evaluate_command(cases: tuple[Path, ...], style: str) -> None:
    law = load_law()
    failed = False
    for path in cases:
        try:
            case, evaluation = judge_case(law, path)
        except CaseError as error:
            failed = True
            shown = {"case": error.case, "error": str(error)}
            click.echo(_line(shown) if style == "json" else f"{error.case}\n  错误：{error}\n")
            continue
        if style == "json":
            click.echo(_line(plain_evaluation(case.name, evaluation)))
        else:
            facts = (case.school, case.teacher, case.records)
            click.echo(evaluation_text(law, case.name, facts, evaluation))
    if failed:
        raise SystemExit(1)


def _line(answer: Mapping[str, object]) -> str:
    """One object as one line; a file name that is no text is shown as well as it can be."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode()


fonts_group = AppGroup("fonts", help="打印用的中文字体。")


@fonts_group.command("prepare", help="把字体包转换成可嵌入 PDF 的字体，安装后运行一次。")
def prepare_fonts_command() -> None:
    from app.web.truetype import prepare_fonts  # noqa: PLC0415 - slow to import, and only set-up needs it

    for path in prepare_fonts(Path(current_app.instance_path) / FOLDER):
        click.echo(f"字体已就绪：{path.name}")


@click.command("scheduler", help="运行调度进程：提醒、发信和清理。可多开，只有一个在执行，其余待命接替。")
def scheduler_command() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Werkzeug's own way to the object
    run_scheduler(app)


jobs_group = AppGroup("jobs", help="查看和手动运行任务。")


@jobs_group.command("list", help="列出任务及上次运行情况。")
def list_jobs_command() -> None:
    for name, job in JOBS.items():
        run = last_run(name)
        when = (
            f"{clock.local(run.started_at):%Y-%m-%d %H:%M} {run.outcome or '未完成'}" if run else "从未运行"
        )
        click.echo(f"{name}\t{job.summary}\t{when}")


@jobs_group.command("run", help="立即运行一个任务。")
@click.argument("name", type=click.Choice(sorted(JOBS)))
def run_job_command(name: str) -> None:
    try:
        click.echo(run_job(name))
    except ServerUnreachableError as error:
        raise click.ClickException(str(error)) from error


def _labels(kind: type[StrEnum], labels: Mapping[Any, str]) -> str:
    return "，".join(f"{member.value} {labels[member]}" for member in kind)


@click.command("create-admin", help="建立一所学校和它的第一位学校管理员；此后的人员由管理员在网页上添加。")
@click.option("--school-code", prompt="学校代码（教育部标识码）")
@click.option("--school-name", prompt="学校名称")
@click.option(
    "--system",
    prompt=f"所属系统（{_labels(System, words.SYSTEM)}）",
    type=click.Choice([one.value for one in System]),
)
@click.option(
    "--level",
    prompt=f"办学层次（{_labels(SchoolLevel, words.SCHOOL_LEVEL)}）",
    type=click.Choice([one.value for one in SchoolLevel]),
)
@click.option("--name", prompt="管理员姓名")
@click.option("--username", prompt="管理员登录名")
@click.password_option("--password", prompt="密码", confirmation_prompt="再输入一次密码")
def create_admin_command(  # noqa: PLR0917 - click passes them by name
    school_code: str,
    school_name: str,
    system: str,
    level: str,
    name: str,
    username: str,
    password: str,
) -> None:
    at = clock.now()
    username = username.strip().lower()
    fast = current_app.config["SETTINGS"].argon2_fast
    with write_transaction():
        try:
            check_strength(password, username=username)
            school = create_school(
                school_code.strip(), school_name.strip(), System(system), SchoolLevel(level), at=at
            )
            person = add_person(school, Details(name.strip(), None), actor=None, at=at)
            grants = Grants(frozenset({Role.ADMIN}))
            open_account(person, username, grants, actor=None, at=at, password=password, fast_hash=fast)
        except UsernameTakenError as error:
            raise click.ClickException("这个登录名已有人使用") from error
        except (WeakPasswordError, NameTakenError) as error:
            raise click.ClickException(str(error)) from error
        db.session.commit()
    click.echo(f"已建立{school.name}，管理员 {username} 可以登录了。接着请在“人员”里添加人事处。")


@click.command("reset-password", help="给一个账号换一次性密码；唯一的管理员忘记密码时在服务器上使用。")
@click.argument("username")
def reset_password_command(username: str) -> None:
    with write_transaction():
        account = find_account(username)
        if account is None:
            raise click.ClickException(f"没有登录名为“{username}”的账号")
        fast = current_app.config["SETTINGS"].argon2_fast
        password = reset_password(account, actor=None, at=clock.now(), fast_hash=fast)
        db.session.commit()
        state = "" if account.active else "（该账号已停用，请另请管理员恢复）"
        click.echo(
            f"{account.person.name}的一次性密码：{password}{state}。登录后须立即改密码；原来的登录都已失效。"
        )


@click.command("seed", help="建立示例学校（仅限演示模式）。")
@click.option("--if-empty", is_flag=True, help="已有学校时什么也不做")
def seed_command(*, if_empty: bool) -> None:
    from seeds.demo import is_empty, seed_demo  # noqa: PLC0415 - only the demo needs it

    if not current_app.config["SETTINGS"].is_demo:
        raise click.ClickException("只有演示模式（APP_MODE=demo）才能建立示例学校")
    if is_empty():
        click.echo(seed_demo(clock.now()))
    elif not if_empty:
        raise click.ClickException("已有学校，不再建立示例")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(seed_command)
    app.cli.add_command(create_admin_command)
    app.cli.add_command(reset_password_command)
    app.cli.add_command(fonts_group)
    app.cli.add_command(scheduler_command)
    app.cli.add_command(jobs_group)
    app.cli.add_command(evaluate_command)

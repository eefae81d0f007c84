"""Commands of the ``flask`` program."""

import json
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.domain.explain import evaluation_text
from app.domain.plain import plain_evaluation
from app.policy.cases import CaseError, judge_case
from app.policy.loader import load_law
from app.web.fonts import FOLDER, prepare_fonts


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
            answer: dict[str, object] = {"case": error.case, "error": str(error)}
            shown = f"{error.case}\n  错误：{error}\n"
        else:
            answer = plain_evaluation(case.name, evaluation)
            shown = evaluation_text(law, case.name, (case.school, case.teacher, case.records), evaluation)
        click.echo(json.dumps(answer, ensure_ascii=False) if style == "json" else shown)
    if failed:
        raise SystemExit(1)


fonts_group = AppGroup("fonts", help="打印用的中文字体。")


@fonts_group.command("prepare", help="把字体包转换成可嵌入 PDF 的字体，安装后运行一次。")
def prepare_fonts_command() -> None:
    for path in prepare_fonts(Path(current_app.instance_path) / FOLDER):
        click.echo(f"字体已就绪：{path.name}")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(fonts_group)
    app.cli.add_command(evaluate_command)

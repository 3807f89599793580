"""The command `khung`: which commands there are, and the one place where an error becomes an exit code.

Exit codes: 0 clean · 1 findings · 2 cannot run · 3 a bug of ours. Commands are imported only when they run.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from keyword import iskeyword
from pathlib import Path

import click

from khung import __version__

COMMANDS = {
    "validate": ("cli.check", "Kiểm tra YAML của mô hình. / Validate the model's YAML."),
    "check": ("cli.conform", "Đối chiếu với khung quốc gia. / Check conformance with the national framework."),
    "rules": ("cli.rules", "Xem, giải thích, kiểm thử, thêm quy tắc. / List, explain, test and start rules."),
    "evidence": ("cli.evidence", "Kiểm chứng bằng chứng của một lần kiểm tra. / Verify the evidence of a check."),
    "trace": ("cli.check", "Điều khoản ↔ phần tử ↔ quy tắc. / Trace clauses to elements and rules."),
    "build": ("cli.make", "Vẽ sơ đồ và dựng trang. / Draw the pictures and build the site."),
    "serve": ("cli.make", "Xem trang, tự dựng lại khi sửa YAML. / Serve the site, rebuilt on every edit."),
    "show": ("cli.ask", "Xem một phần tử. / Show one element."),
    "query": ("cli.ask", "Tìm phần tử theo bộ chọn. / Find elements by a selector."),
    "impact": ("cli.ask", "Thay đổi này chạm tới đâu. / What a change touches."),
    "dossier": ("cli.dossier", "Hồ sơ Khung theo ba mẫu. / The official dossier in its three templates."),
    "report": ("cli.report", "Báo cáo theo kế hoạch. / Reports that the plan asks for."),
    "survey": ("cli.survey", "Phiếu khảo sát cho từng cơ quan, xã. / Survey workbooks for bodies and communes."),
    "import": ("cli.intake", "Nhận bảng gửi về vào mô hình. / Take workbooks that came back."),
    "code": ("cli.code", "Cấp mã cục bộ, giữ suốt đời. / Give local codes, kept for life."),
    "new": ("cli.edit", "Thêm một phần tử. / Add an element."),
    "init": ("cli.edit", "Tạo mô hình cho một tỉnh mới. / Start a new province."),
    "derive": ("cli.edit", "Tạo lại các tệp dẫn xuất của schema/. / Derive the committed schema files."),
}


class _Lazy(click.Group):
    """A group that knows its commands' one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name + "_" * iskeyword(cmd_name))
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Có phải ý là “{near[0]}”? / Did you mean “{near[0]}”?" if near else ""
            ctx.fail(f"Không có lệnh “{args[0]}”. / No such command.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Các lệnh / Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directory", metavar="DIR", default=None, help="Thư mục làm việc (chứa model/). / Workspace folder.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ thông báo. / Language of messages.")
@click.version_option(__version__, prog_name="khung")
@click.pass_context
def khung(ctx: click.Context, directory: str | None, lang: str) -> None:
    """Khung: kiến trúc số của tỉnh dưới dạng mã. / A province's digital architecture as code."""
    ctx.obj = {"root": Path(directory) if directory else _workspace(), "language": lang}


def _workspace() -> Path:
    """The nearest folder upwards that holds model/, else the current one."""
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "model").is_dir()), here)


def main() -> None:
    """Run the command line and exit. No traceback reaches the user unless KHUNG_DEBUG is set."""
    gc.disable()  # a command lives for a second; `serve` turns it on again
    atexit.register(gc.freeze)  # nor look for garbage on the way out
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(khung.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng. / Stopped.", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the one boundary
        sys.exit(_failed(error))


def _failed(error: Exception) -> int:
    from khung.diagnostic import KhungError  # noqa: PLC0415

    if isinstance(error, (KhungError, OSError)):
        click.echo(f"khung: {error}", err=True)
        return 2
    if os.environ.get("KHUNG_DEBUG"):
        import traceback  # noqa: PLC0415

        traceback.print_exception(error)
    click.echo(
        f"khung: lỗi của công cụ / internal error: {type(error).__name__}: {error}\n"
        "Chạy lại với KHUNG_DEBUG=1 và gửi kết quả cho nhóm phát triển. / Run again with KHUNG_DEBUG=1 and report the output.",
        err=True,
    )
    return 3

"""Findings as one page that stands alone: no script, nothing fetched, ready to be mailed or printed."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from generators.findings.results import LABELS, Results, ranked
from khung.diagnostic import ANSWERS, Diagnostic, Severity, Text
from khung.house import WORKSPACE
from khung.vietnamese import format_date

WORDS = {
    "title": Text("Kết quả đối chiếu với khung quốc gia", "Conformance with the national framework"),
    "day": Text("Trạng thái ngày", "State on"),
    "profile": Text("Hồ sơ kiểm tra", "Profile"),
    "revision": Text("Phiên bản mô hình", "Model revision"),
    "changed": Text("có thay đổi chưa ghi", "with changes not committed"),
    "compared": Text("Chỉ nêu phát hiện mới so với", "Only what is new against"),
    "answers": Text("Kết luận", "Answers"),
    "findings": Text("Phát hiện", "Findings"),
    "none": Text("Không có phát hiện.", "No findings."),
    "rule": Text("Quy tắc", "Rule"),
    "place": Text("Chỗ", "Place"),
    "message": Text("Nội dung", "Finding"),
    "basis": Text("Căn cứ", "Basis"),
    "hint": Text("Gợi ý", "Hint"),
    "waived": Text("Ngoại lệ đã chấp thuận", "Accepted exceptions"),
    "note": Text(
        "Ngoại lệ không đổi kết luận “Chưa đáp ứng”; đó là sai khác đã được chấp thuận có thời hạn.",
        "An exception does not change the answer “Does not conform”; it is a deviation accepted for a time.",
    ),
    "subject": Text("Đối tượng", "Subject"),
    "reason": Text("Lý do", "Reason"),
    "expires": Text("Hết hạn", "Expires"),
    "gone": Text("Không còn", "Gone"),
}


def html(results: Results) -> str:
    """Counts, then the findings by weight, the accepted exceptions and what is gone."""
    state = results.state
    groups: defaultdict[Severity, list[Diagnostic]] = defaultdict(list)
    for d in ranked(results.told):
        groups[d.severity].append(d)
    workspace = next(results.graph.of_kind(WORKSPACE), None)
    page: str = (
        _environment()
        .get_template("page.jinja")
        .render(
            words={key: results.say(text) for key, text in WORDS.items()},
            language=results.language,
            name=workspace.names.get(results.language) if workspace else "",
            results=results,
            day=format_date(results.report.day, results.language),
            revision=f"{state.commit[:12]}{'' if state.clean else ', ' + results.say(WORDS['changed'])}" if state else "",
            groups=[(s.value, results.say(LABELS[s]), groups[s]) for s in Severity if groups[s]],
            answer=lambda d: results.say(ANSWERS[d.answer]) if d.answer else "",
        )
    )
    return page


@lru_cache(maxsize=1)
def _environment() -> Environment:
    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}
    return Environment(loader=PackageLoader("generators.findings", "."), autoescape=True, undefined=StrictUndefined, **options)

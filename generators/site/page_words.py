"""The words of the pages of bodies, plan, data, layers, law and change, in both languages: (Vietnamese, English)."""

from __future__ import annotations

PAGE_WORDS: dict[str, tuple[str, str]] = {
    # a body
    "next_duties": ("Việc tới đây", "What comes next"),
    "around": ("Xung quanh đơn vị", "Around this body"),
    "works_with": ("Cùng thực hiện", "Works with"),
    "shared_duties": ("việc chung", "tasks together"),
    "this_body": ("Đơn vị", "This body"),
    "owns": ("Hệ thống, dữ liệu", "Systems and data"),
    "exchanges_with": ("Trao đổi với", "Exchanges with"),
    "more_below": ("xem các bảng bên dưới", "see the tables below"),
    "data_quality": ("Chất lượng dữ liệu", "Data quality"),
    "values_measured": ("giá trị đã đo", "values measured"),
    "quality_unmeasured": (
        "Chưa có giá trị đo nào theo sáu tiêu chí đúng, đủ, sạch, sống, thống nhất, dùng chung.",
        "No value by the six criteria (correct, complete, clean, living, consistent, shared) has been measured yet.",
    ),
    "data_counted": ("Cơ sở dữ liệu, tập dữ liệu phải đo", "Databases and datasets to be measured"),
    "together_with": ("Cùng với", "Together with"),
    "budget": ("Kinh phí", "Budget"),
    "commune_has": ("Cấp xã được cung cấp gì, phải có gì", "What the commune is given and must have"),
    "figure_9": ("Hình 9", "Figure 9"),
    # choosing rows
    "all": ("Tất cả", "All"),
}

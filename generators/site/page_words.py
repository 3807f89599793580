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
    # the plan
    "matrix": ("Phân công trách nhiệm", "Responsibilities"),
    "matrix_lead": (
        "Mỗi nhiệm vụ một dòng, mỗi cơ quan có phần việc một cột, theo mục của kế hoạch.",
        "A row for each task, a column for each body that has a part, by section of the plan.",
    ),
    "raci_lead": ("Chủ trì: chịu trách nhiệm và thực hiện", "Leads: accountable and responsible"),
    "raci_coordinating": ("Phối hợp", "Coordinates (consulted)"),
    "raci_informed": ("Được phục vụ, được thông báo", "Served and informed"),
    "agency": ("Cơ quan", "Body"),
    "plan_section": ("Mục của kế hoạch", "Section of the plan"),
    "no_section": ("Ngoài các mục của kế hoạch", "Outside the sections of the plan"),
    "timeline": ("Tiến độ", "Timeline"),
    "timeline_lead": ("Nhiệm vụ theo thời gian, tính tại ngày", "Tasks over time, as of"),
    "timeline_reading": (
        "Vạch đứng đậm là thời hạn; thanh nối hôm nay với thời hạn: đỏ là đã quá, xanh là còn lại. Nét đứt là việc chờ sự kiện, nét chấm là việc thường xuyên.",
        "The dark mark is the deadline; the bar joins it with today: red is late, blue is left. Dashed waits for an event, dotted is regular.",
    ),
    "dated": ("Nhiệm vụ có thời hạn", "Tasks with a deadline"),
    "moments": ("Mốc và trạng thái chuyển tiếp", "Milestones and plateaus"),
    "plateaus": ("Giai đoạn", "Plateaus"),
    "plateaus_lead": (
        "Hiện trạng, chặng giữa và mục tiêu: mỗi giai đoạn thêm gì, đổi gì, bỏ gì.",
        "Current, intermediate and target state: what each plateau adds, changes and ends.",
    ),
    "plateaus_reading": (
        "Phần tử mục tiêu được tính từ hạn của nhiệm vụ tạo ra nó; không nhiệm vụ nào có hạn thì tính ở giai đoạn cuối. Ngày là hạn, không khẳng định thành phần đã vận hành.",
        "A target element counts from the deadline of the task that adds it, or in the last plateau where none has a date. A date is a deadline, not a statement that the component runs.",
    ),
    "stage_begins": ("Bổ sung ở giai đoạn này", "Added in this plateau"),
    "stage_changes": ("Nâng cấp, thay đổi tới giai đoạn này", "Changed by this plateau"),
    "stage_gone": ("Không còn ở giai đoạn này", "No longer there"),
    "stage_duties": ("Nhiệm vụ phải xong", "Tasks due"),
    "at_plateau": ("Giai đoạn", "Plateau"),
}

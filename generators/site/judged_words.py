"""The words of the pages on conformance, in both languages: (Vietnamese, English)."""

from __future__ import annotations

JUDGED_WORDS: dict[str, tuple[str, str]] = {
    # the landing page
    "conformance_lead": (
        "Bốn kết luận của hướng dẫn, việc cần làm tiếp và diễn biến, tính tại ngày",
        "The four official conclusions, what to do next, and how it develops, as of",
    ),
    "rules_in_profile": ("quy tắc trong hồ sơ", "rules in profile"),
    "subjects_judged": ("lượt xét từng đối tượng", "judgements of single subjects"),
    "full_model": ("Toàn bộ mô hình", "The whole model"),
    "stated_model": ("Chỉ điều có nguồn", "Stated facts only"),
    "beside_head": ("Khi bỏ phần giả định", "Without what is assumed"),
    "beside_about": (
        "Cùng các quy tắc, xét trên toàn bộ mô hình và xét khi chỉ tính điều có nguồn nêu, để không ai hiểu nhầm mức đáp ứng.",
        "The same rules on the whole model and on stated facts only, so that nobody is misled.",
    ),
    "beside_changed": ("Quy tắc đổi kết luận khi bỏ phần giả định", "Rules whose conclusion changes without what is assumed"),
    "next_head": ("Việc cần làm tiếp", "What to do next"),
    "next_about": (
        "Xếp theo thời hạn pháp lý, mức độ và số phần tử chịu ảnh hưởng.",
        "Ranked by legal deadline, weight, and how many elements it touches.",
    ),
    "steps_more": ("Còn {} quy tắc nữa trong bảng quy tắc.", "{} more rules in the table of rules."),
    "failing": ("chưa đáp ứng", "not met"),
    "lacking": ("chưa đủ cơ sở", "basis lacking"),
    "touches": ("phần tử chịu ảnh hưởng", "elements touched"),
    "by_bodies": ("Đơn vị trả lời", "Who answers"),
    "no_due": ("Không định hạn", "No deadline set"),
    "packs_head": ("Theo gói quy định", "By pack"),
    "profiles_head": ("Theo hồ sơ kiểm tra", "By profile"),
    "pack": ("Gói quy định", "Pack"),
    "own_rules": ("Quy tắc của tỉnh", "The province's own rules"),
    "other_packs": ("Các gói khác", "Other packs"),
    "this_profile": ("trang này", "this page"),
    "trend_head": ("Diễn biến qua các giai đoạn", "Development over the plateaus"),
    "trend_about": (
        "Mô hình và pháp luật như đã ghi cho từng ngày; điều chưa ai cam kết thì không được tính trước.",
        "The model and the law as they are recorded for each day; what nobody has committed to is not counted in advance.",
    ),
    "errors": ("Lỗi", "Errors"),
    "warnings": ("Cảnh báo", "Warnings"),
    "waivers": ("Ngoại lệ", "Exceptions"),
    # rules
    "rules_page": ("Quy tắc", "Rules"),
    "rules_lead": (
        "Mỗi quy tắc: điều khoản, kết luận, phát hiện, ngoại lệ và diễn biến qua các giai đoạn, tính tại ngày",
        "Each rule: clauses, conclusion, findings, exceptions, and its history over the plateaus, as of",
    ),
    "history": ("Diễn biến", "History"),
    "history_days": ("Diễn biến lần lượt tại", "The history shows, in turn"),
    "not_in_force": ("chưa hoặc không còn hiệu lực", "not in force"),
    "rule_group": ("Nhóm", "Group"),
    "not_held": ("Chưa có hiệu lực hoặc ngoài hồ sơ kiểm tra", "Not in force yet, or outside the profile"),
    # a rule's own page
    "rule_about": ("Áp dụng cho", "About"),
    "rule_asks": ("Yêu cầu", "Asks"),
    "subject": ("Đối tượng", "Subject"),
    # fit to issue
    "issue_page": ("Đủ điều kiện ban hành", "Fit to issue"),
    "issue_lead": (
        "Những gì còn đứng giữa hôm nay và một hồ sơ Khung đủ điều kiện ban hành, tính tại ngày",
        "What still stands between today and a dossier of the framework fit to issue, as of",
    ),
    "lines_met": ("dòng danh mục kiểm tra đã đáp ứng", "lines of the checklist met"),
    "quality_met": ("dòng kiểm tra chất lượng dữ liệu đã đáp ứng", "lines of the data quality list met"),
    "checklist_head": ("Danh mục kiểm tra trước khi ban hành", "Checklist before issue"),
    "checklist_about": (
        "Mười hai dòng của hướng dẫn (dự thảo). Máy chỉ kết luận phần kiểm tra được từ mô hình; người thẩm định kết luận cuối cùng.",
        "The twelve lines of the guidance (draft). The machine judges what a model can show; the final word is the reviewer's.",
    ),
    "quality_head": ("Kiểm tra chất lượng dữ liệu", "Data quality checks"),
    "evidence_for": ("Minh chứng", "Evidence"),
    "subjects_met": ("đối tượng đáp ứng", "conforming"),
    "before_due": ("Nhiệm vụ phải xong trước ngày này", "Tasks due by then"),
    "profile_command": ("Cùng kết quả bằng một lệnh", "The same by one command"),
    # national components
    "national_page": ("Thành phần quốc gia", "National components"),
    "national_lead": (
        "Mỗi thành phần dùng chung của quốc gia: tỉnh đã hiện thực hóa, khai thác từ Trung ương, có kế hoạch hay chưa có.",
        "Each shared national component: realised by the province, reused from the centre, planned, or missing.",
    ),
    "by_means_of": ("Bằng", "By"),
    "duplicated": ("Xây trùng với thành phần dùng chung", "Built locally what must be used in common"),
    "no_duplicates": (
        "Mô hình không ghi hệ thống nào của tỉnh xây trùng thành phần quốc gia.",
        "The model records nothing that duplicates a national component.",
    ),
    "sharing_level": ("Phạm vi dùng chung", "Sharing"),
    # heads
    "heads_page": ("Trách nhiệm người đứng đầu", "What each head answers for"),
    "heads_lead": (
        "Xếp hạng cơ quan và xã theo điều còn phải hoàn thiện trong phần mình trả lời, tính tại ngày",
        "Agencies and communes ranked by what remains to be mended in what they answer for, as of",
    ),
    "heads_about": (
        "Một cơ quan trả lời cho chính mình và cho những gì cơ quan là chủ quản, vận hành, quản lý dữ liệu hoặc chủ trì; đơn vị phối hợp thì không. Con số chỉ gồm điều đã có trong mô hình.",
        "A body answers for itself and for what it owns, operates, keeps the data of, or leads; who coordinates does not. The figures cover what the model holds.",
    ),
    "rank": ("Hạng", "Rank"),
    "body": ("Đơn vị", "Body"),
    "answers_for": ("Trả lời cho", "Answers for"),
    "share_conform": ("Tỷ lệ đáp ứng", "Share that conforms"),
    "overdue_short": ("Việc quá hạn", "Overdue tasks"),
    "agencies_ranked": ("Cơ quan, đơn vị của tỉnh", "Bodies of the province"),
    "communes_ranked": ("Xã, phường, đặc khu", "Communes, wards and special zones"),
    "communes_about": (
        "Mỗi xã so với những gì mẫu quốc gia đòi mọi xã phải có; điều khác riêng của xã được ghi và tính.",
        "Each commune against what the national template asks of all; what a commune states otherwise is counted.",
    ),
    "expected": ("Phải có", "Expected"),
    "deviations": ("Điểm khác riêng", "Deviations"),
    "late_short": ("Đã quá hạn", "Past due"),
    "blocks_expected": ("Mọi xã phải có gì, bao nhiêu xã đã có", "What every commune must have, and how many have it"),
    "ranking": ("Bảng xếp hạng", "Ranking"),
    # waivers
    "waivers_page": ("Ngoại lệ", "Exceptions"),
    "waivers_lead": (
        "Độ lệch đã được cấp có thẩm quyền chấp thuận, đến ngày nào, vì sao. Ngoại lệ không bao giờ đổi “Chưa đáp ứng” thành “Đáp ứng”.",
        "Deviations that the competent authority has accepted, until when and why. An exception never turns “does not conform” into “conforms”.",
    ),
    "no_waivers": (
        "Chưa có ngoại lệ nào được chấp thuận. Mọi điều chưa đáp ứng đều đang được tính.",
        "No exception has been accepted. Everything that does not conform counts.",
    ),
    "waiver_asks": ("Một ngoại lệ phải nêu", "An exception must state"),
    "in_force": ("Đang hiệu lực", "In force"),
    "expired": ("Đã hết hạn", "Expired"),
    "unused": ("Không còn cần", "No longer needed"),
    "expires": ("Hết hạn", "Expires"),
    "about_waivers": ("Điều cần xử lý ở các ngoại lệ", "What to settle about exceptions"),
    "linked_gap": ("Nội dung cần hoàn thiện", "Gap"),
}

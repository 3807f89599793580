"""What people type in short, and what is written in full: each way finds the other. Data only."""

from __future__ import annotations

from collections.abc import Mapping

_DECISION_1425: dict[str, tuple[str, ...]] = {
    "AI": ("trí tuệ nhân tạo", "artificial intelligence"),
    "ANM": ("an ninh mạng",),
    "API": ("giao diện lập trình ứng dụng", "application programming interface"),
    "ATTT": ("an toàn thông tin",),
    "CNTT": ("công nghệ thông tin",),
    "CQS": ("chính quyền số",),
    "CSDL": ("cơ sở dữ liệu",),
    "DVCQG": ("dịch vụ công quốc gia",),
    "ĐLHQ": ("đo lường hiệu quả",),
    "HPC": ("tính toán hiệu năng cao", "high performance computing"),
    "HTS": ("hạ tầng số",),
    "IOC": ("trung tâm giám sát điều hành thông minh", "trung tâm điều hành thông minh", "intelligent operations center"),
    "IoT": ("internet vạn vật", "internet of things"),
    "KPI": ("chỉ số đo lường hiệu quả", "key performance indicator"),
    "KTS": ("kinh tế số",),
    "KTT": ("kênh tương tác",),
    "LAN": ("mạng cục bộ", "local area network"),
    "LDOP": ("nền tảng chia sẻ điều phối dữ liệu", "local data orchestration platform"),
    "LGSP": ("nền tảng tích hợp chia sẻ dữ liệu", "local government service platform"),
    "NAS": ("hệ thống quản lý kiến trúc số quốc gia", "national architecture management system"),
    "NDOP": ("nền tảng chia sẻ điều phối dữ liệu của trung tâm dữ liệu quốc gia", "national data orchestration platform"),
    "NDXP": ("nền tảng tích hợp chia sẻ dữ liệu quốc gia", "national data exchange platform"),
    "NTL": ("nền tảng lõi",),
    "OCOP": ("mỗi xã một sản phẩm", "one commune one product"),
    "PPP": ("hợp tác công tư", "public-private partnership"),
    "SOA": ("kiến trúc hướng dịch vụ", "service-oriented architecture"),
    "SOC": ("trung tâm điều hành an ninh mạng", "security operations center"),
    "TSLCD": ("truyền số liệu chuyên dùng",),
    "TTHC": ("thủ tục hành chính",),
    "WAN": ("mạng diện rộng", "wide area network"),
    "XHS": ("xã hội số",),
}
"""QĐ 1425/QĐ-TTg, Phụ lục III (Danh mục thuật ngữ và từ viết tắt); without names, principles and the codes of Hình 9's parts."""

_USUAL: dict[str, tuple[str, ...]] = {
    "CĐS": ("chuyển đổi số",),
    "CCHC": ("cải cách hành chính",),
    "CCVC": ("công chức viên chức",),
    "DVC": ("dịch vụ công",),
    "DVCTT": ("dịch vụ công trực tuyến",),
    "ĐMST": ("đổi mới sáng tạo",),
    "GDĐT": ("giáo dục và đào tạo",),
    "HĐND": ("hội đồng nhân dân",),
    "HTTT": ("hệ thống thông tin",),
    "KHCN": ("khoa học và công nghệ",),
    "KTXH": ("kinh tế xã hội",),
    "MTTQ": ("mặt trận tổ quốc",),
    "NĐ": ("nghị định",),
    "NNMT": ("nông nghiệp và môi trường",),
    "NQ": ("nghị quyết",),
    "QĐ": ("quyết định",),
    "TT": ("thông tư",),
    "TTDL": ("trung tâm dữ liệu",),
    "UBND": ("ủy ban nhân dân", "people's committee"),
    "VHTTDL": ("văn hóa thể thao và du lịch",),
    "VPUB": ("văn phòng ủy ban nhân dân",),
}
"""In general use, not in the decision's list."""

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {**_DECISION_1425, **_USUAL}

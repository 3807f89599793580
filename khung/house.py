"""The kinds that the tool itself gives a meaning to (every other kind is only data), and its limits."""

WORKSPACE = "workspace"
DOCUMENT = "document"
CLAUSE = "clause"
BLOCK = "block"
ORGANISATION = "organisation"
PACK = "pack"
RULE = "rule"
WAIVER = "waiver"
VIEW = "view"
PLATEAU = "plateau"
TEMPLATE = "template"
DEVIATION = "deviation"

MAX_BYTES = 16 * 2**20
"""The largest YAML file that is read."""

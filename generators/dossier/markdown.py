"""The blocks of a document as Markdown: for those who read a report in a terminal, a page or a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators.dossier.content import Block, Front, Heading, Paragraph, Table


def document(front: Front, blocks: Sequence[Block]) -> str:
    """The whole text, title lines first."""
    first, *others = front.title
    return "\n".join((f"# {_plain(first)}", "", *(f"{_plain(line)}  " for line in others), "", *_lines(blocks))) + "\n"


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * (block.level + 1)} {_plain(block.text)}\n"
        elif isinstance(block, Paragraph):
            yield _plain(block.text).replace("\\- ", "- ", 1) + ("" if block.style == "item" else "\n")
        elif isinstance(block, Table):
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{_plain(table.caption)}**\n"
    yield f"| {' | '.join(map(_cell, table.titles))} |"
    yield "|" + "---|" * len(table.titles)
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in table.rows)
    yield ""


def _cell(text: str) -> str:
    return _plain(text).replace("\n", "<br>").replace("|", "\\|")


def _plain(text: str) -> str:
    """Text that means nothing in Markdown."""
    return "".join(f"\\{c}" if c in "*_`[]<>#\\" else c for c in text)

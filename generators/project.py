"""What every generator is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from khung.conform import Report, judge
from khung.diff import Changes, PackChange
from khung.graph import Graph
from khung.house import WORKSPACE
from khung.model import Element
from khung.trace import Row
from khung.trend import Moment, trend


@dataclass(frozen=True)
class Since:
    """What changed since an earlier state: the name of its tag ("" where it has none), its commit and day, the changes, and those of packs."""

    tag: str
    commit: str
    day: str
    changes: Changes
    packs: Sequence[PackChange] = ()


@dataclass(frozen=True)
class Project:
    """One model judged on one day. `revision` names the git commit it was read from ("" when unknown); `whole` is the model over all
    time, for what looks at other days (`graph` itself where there is no more); `since` tells what changed since the last release
    (None where there is no git, or nothing before)."""

    graph: Graph
    report: Report
    coverage: Sequence[Row]
    day: date
    revision: str = ""
    whole: Graph | None = None
    since: Since | None = None

    @property
    def workspace(self) -> Element | None:
        """The element that describes the workspace itself."""
        return next(self.graph.of_kind(WORKSPACE), None)

    @cached_property
    def trend(self) -> Sequence[Moment]:
        """The state on this day and on the day of every plateau."""
        return trend(self.whole or self.graph, self.day, self.report.profile)

    @cached_property
    def stated(self) -> Report:
        """The same day judged on stated facts only."""
        return judge((self.whole or self.graph).stated(), self.day, self.report.profile)

    @cached_property
    def under(self) -> dict[str, Report]:
        """The same day judged by every profile there is, this report's own included."""
        whole = self.whole or self.graph
        profiles = whole.metamodel.values.get("profile", {})
        return {name: judge(whole, self.day, name) for name in profiles if name != self.report.profile} | {self.report.profile: self.report}

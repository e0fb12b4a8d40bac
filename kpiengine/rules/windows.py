"""Windows over periods and peers in conditions and formulas: what each may read, and the columns it becomes.

    previous(x), previous(x, k)   the value one period (or k periods) before, measured from facts
                                  of the score or of points(x): as that period was closed
    history(x, n)                 the value over the n periods before this one, from merged parts
    change(x)                     x - previous(x)
    trend(x, n)                   how much x moves from period to period: the straight line through its last n values
    peer_mean(x), peer_median(x)  of everybody in the group who has a value
    peer_percentile(x), rank(x)   100 and 1 are the best
    outlier(x, "iqr", 1.5)        far from the others; outlier_high and outlier_low look at one side

Layers (design section 5): a value over periods is measured (1); a value of peers is made of such values (2), or of
points and the score (6).  Nothing reads what is decided after it, so there is never a circle: a place that asks for a
later layer is refused, and so is a window that reads another window over peers.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.functions import Function
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import BOOL, Kind, Type, number
from kpiengine.plugin import Better
from kpiengine.rules.checked import Back, Peers, Statistic
from kpiengine.rules.checks.messages import windows as messages

if TYPE_CHECKING:
    from kpiengine.expressions.scope import Meaning
    from kpiengine.rules.scope.measures import Measures
    from kpiengine.rules.scope.names import Names

MOST_BACK = 24  # periods
LEAST_TREND = 3  # values; two points are always a line
TREND_DECIMALS = 2  # more than the metric's
LEAST_PEERS, FEWEST_PEERS, MOST_PEERS = 10, 2, 10**6
PERCENT = number(1, 1000)
RANKS = number(0, 10**9)
FACTORS: Mapping[str, Decimal] = {"iqr": Decimal("1.5"), "z": Decimal(2)}
MOST_FACTOR = 100
_SPREAD = {Statistic.OUTLIER, Statistic.OUTLIER_HIGH, Statistic.OUTLIER_LOW}
_ORDERED = {Statistic.PERCENTILE, Statistic.RANK}
AMONG = ("ruleset", "team", "site")


@frozen
class Value:
    """What a window can read: `node` is the known value itself, `text` how people write it.

    `key` is the measure, where it is one of this period; `own` says that each subject has a value of its own; `better`
    is missing where the value is no KPI's.  `layer` as in the module's docstring.
    """

    text: str
    node: Node
    better: Better
    key: str | None = None
    own: bool = True
    layer: int = 1


@frozen
class Windows:
    """The functions of one place; what they find is noted in the measures; `meaning` is what a name stands for."""

    measures: "Measures"
    where: "Names"
    meaning: Callable[[str], "Meaning"]

    def functions(self) -> Iterator[Function]:
        """All of them."""
        yield Function("previous", self._previous, "previous(csat)", most=2, raw=(1,))
        yield Function("history", self._history, "history(csat, 3)", least=2, most=2, raw=(1,))
        yield Function("change", self._change, "change(csat)")
        yield Function("trend", self._trend, "trend(csat, 6)", least=2, most=2, raw=(1,))
        for one in Statistic:
            make: Callable[..., Node] = partial(self._outlier if one in _SPREAD else self._peers, one)
            usage, most = (f'{one}(aht, "iqr", 1.5)', 5) if one in _SPREAD else (f"{one}(csat)", 3)
            yield Function(one, make, usage, most=most, raw=tuple(range(1, most)))

    # -- over periods ------------------------------------------------------------------------------------------------

    def at(self, value: Value, back: int) -> Node:
        """A measured value so many periods before."""
        return self._at(value, "previous", _periods(back), Back(back, back))

    def _previous(self, of: Node, count: object = 1) -> Node:
        back = count_of("previous", count, 1)
        if (result := self._result(of)) is not None:
            return self._closed(result, back)
        value = self._measured("previous", of)
        return self._at(value, "previous", _periods(back), Back(back, back))

    def _history(self, of: Node, count: object) -> Node:
        value = self._measured("history", of)
        back = count_of("history", count, 1)
        return self._at(value, "history", f", {back}", Back(1, back))

    def _change(self, of: Node) -> Node:
        if (result := self._result(of)) is not None:
            return b.sub(of, self._closed(result, 1))
        value = self._measured("change", of)
        before = self._at(value, "previous", "", Back(1, 1))
        return self._lift(value, "change", "", b.sub(value.node, before))

    def _trend(self, of: Node, count: object) -> Node:
        value = self._measured("trend", of)
        back = count_of("trend", count, LEAST_TREND)
        values = [value.node, *(self._at(value, "previous", _periods(k), Back(k, k)) for k in range(1, back))]
        return self._lift(value, "trend", f", {back}", slope(values, value.node.scale + TREND_DECIMALS))

    def _result(self, of: Node) -> Value | None:
        """The score or the points of a KPI, which earlier periods have as they were closed."""
        value = self.measures.values.get(of)
        return value if value is not None and value.layer in {4, 5} else None

    def _closed(self, value: Value, back: int) -> Node:
        """A result of an earlier period as it was closed, in a column of its own."""
        text = f"previous({value.text}{_periods(back)})"
        self.measures.lifted[text] = self.measures.at_closing(str(value.node.value), back, value.node.type)
        node = b.name(text, value.node.type)
        self.measures.name(text, text)
        self.measures.values[node] = evolve(value, text=text, node=node, key=None, layer=1)
        return node

    def _measured(self, function: str, of: Node) -> Value:
        """The value of a KPI or metric of this period, at some level."""
        value = self._value(function, of)
        if self.where.short:
            raise messages.of_part_of_a_day(function)
        if value.layer >= 4:  # noqa: PLR2004 -- points and later
            raise messages.result_is_no_value(function, value.text)
        if value.key is None:
            raise messages.window_in_window(function, value.text)
        return value

    def _at(self, value: Value, function: str, rest: str, back: Back) -> Node:
        """The value over an earlier stretch, as a measure of its own; unknown where it has too few cases."""
        assert value.key is not None  # noqa: S101 -- `_measured` made sure
        key, text = f"{function}({value.key}{rest})", f"{function}({value.text}{rest})"
        wish = self.measures.wanted.get(value.key)
        if wish is not None:  # a metric that does not exist is reported elsewhere
            own = Back(0, 0) if wish.back is None else wish.back
            if own.last and back.first != back.last:
                raise messages.longer_already(value.text, own.last + 1)
            if back.last + own.last > MOST_BACK:
                raise messages.too_long(back.last + own.last, MOST_BACK)
            self.measures.wanted[key] = evolve(wish, key=key, back=Back(back.first + own.first, back.last + own.last))
        node = self.measures.enough(key, value.node.type, self.where)
        self.measures.name(text, f"value:{key}")
        self.measures.values[node] = evolve(value, text=text, node=node, key=None)
        return node

    def _lift(self, value: Value, function: str, rest: str, tree: Node) -> Node:
        """A column of its own for a tree over measured values."""
        column, text = self._column(f"{function}({value.key}{rest})"), f"{function}({value.text}{rest})"
        self.measures.lifted[column] = tree
        node = b.name(column, tree.type)
        self.measures.name(text, column)
        self.measures.values[node] = evolve(value, text=text, node=node, key=None)
        return node

    # -- over peers --------------------------------------------------------------------------------------------------

    def _peers(self, statistic: Statistic, of: Node, among: object = "ruleset", at_least: object = LEAST_PEERS) -> Node:
        return self._of_peers(statistic, of, among, at_least)

    def _outlier(  # noqa: PLR0913, PLR0917 -- as people write it: of what, how, how far, among whom
        self,
        statistic: Statistic,
        of: Node,
        method: object = "iqr",
        factor: object = None,
        among: object = "ruleset",
        at_least: object = LEAST_PEERS,
    ) -> Node:
        if method not in FACTORS:
            raise messages.no_method(str(statistic), method, tuple(FACTORS))
        far = FACTORS[str(method)] if factor is None else factor
        if not isinstance(far, int | Decimal) or not 0 < far <= MOST_FACTOR:
            raise messages.no_factor(str(statistic), far, MOST_FACTOR)
        return self._of_peers(statistic, of, among, at_least, (str(method), Decimal(far)))

    def _of_peers(
        self, statistic: Statistic, of: Node, among: object, at_least: object, how: tuple[str, Decimal] | None = None
    ) -> Node:
        value = self._value(str(statistic), of)
        self._check_place(statistic, value)
        self._check_group(statistic, value, among)
        if not isinstance(at_least, int) or not FEWEST_PEERS <= at_least <= MOST_PEERS:
            raise messages.no_group_size(str(statistic), at_least, FEWEST_PEERS, LEAST_PEERS)
        if statistic in _ORDERED and value.better not in {Better.HIGHER, Better.LOWER}:
            raise messages.no_order(str(statistic), value.text, within=value.better is Better.WITHIN)
        said = [value.text]
        if how is not None:
            said += [f'"{how[0]}"', f"{how[1].normalize():f}"]
        if among != "ruleset" or at_least != LEAST_PEERS:
            said.append(f'"{among}"')
        if at_least != LEAST_PEERS:
            said.append(str(at_least))
        text = f"{statistic}({', '.join(said)})"
        source = str(value.node.value) if value.node.op is Op.NAME else self._column(value.text)
        if value.node.op is not Op.NAME:
            self.measures.lifted[source] = value.node
        column = text if value.layer >= 4 else self._column(text)  # noqa: PLR2004 -- points are for any number of cases
        type_ = _type_of(statistic, value.node.type)
        self.measures.peers[column] = Peers(
            column=column,
            statistic=statistic,
            of=source,
            type=type_,
            among=cast("Literal['ruleset', 'team', 'site']", among),
            at_least=at_least,
            lower=value.better is Better.LOWER,
            late=value.layer >= 4,  # noqa: PLR2004 -- points and later
            method=cast("Literal['iqr', 'z']", how[0] if how else "iqr"),
            factor=how[1] if how else Decimal(0),
        )
        node = b.name(column, type_)
        self.measures.name(text, column)
        if type_.kind is Kind.NUMBER:
            layer = 6 if value.layer >= 4 else 2  # noqa: PLR2004 -- points and later
            self.measures.values[node] = evolve(value, text=text, node=node, key=None, layer=layer)
        return node

    def _check_place(self, statistic: Statistic, value: Value) -> None:
        """Values of peers are decided after what they are made of; and nobody is paid by a condition on a rank."""
        if value.layer in {2, 6}:
            raise messages.peers_of_peers(str(statistic), value.text)
        if value.layer >= 4:  # noqa: PLR2004 -- points and later
            self.measures.not_after(f"{statistic} of {value.text}", 6, self.where)
        if statistic in _ORDERED and self.where.place in {"gate", "reward"}:
            raise messages.paid_by_rank(str(statistic), self.where.place)

    def _check_group(self, statistic: Statistic, value: Value, among: object) -> None:
        if among not in AMONG:
            raise messages.no_group(str(statistic), among, AMONG)
        level = self.measures.ruleset.head.level
        if not value.own:
            raise messages.not_own(str(statistic), value.text)
        if level == "centre":
            raise messages.no_peers("the whole centre")
        if (level, among) in {("team", "team"), ("site", "team"), ("site", "site")}:
            raise messages.no_peers(f"a {level}", f"a {among}")

    # -- both --------------------------------------------------------------------------------------------------------

    def _value(self, function: str, of: Node) -> Value:
        if of.op is Op.LIT and of.kind is Kind.TEXT and isinstance(of.value, str):
            meaning = self.meaning(of.value)  # a name in quotes means the same
            of = meaning if isinstance(meaning, Node) else of
        value = self.measures.values.get(of)
        if value is None:
            raise messages.no_value(function, number=of.kind is Kind.NUMBER)
        return value

    def _column(self, text: str) -> str:
        """The column of a window: its text, and the least number of cases where the place says one."""
        return text if self.where.min_sample is None else f"{text} n>={self.where.min_sample}"


def shown_key(key: str) -> str:
    """A measure key as conditions write it: `csat@team` is team(csat), `previous(csat@team)` previous(team(csat))."""
    return _AT_LEVEL.sub(r"\2(\1)", key)


_AT_LEVEL = re.compile(r"(\w+)@(\w+)")


def slope(values: list[Node], scale: int) -> Node:
    """The least-squares slope per period of values, the newest first; missing without the newest or with under three.

    (m sum(t y) - sum(t) sum(y)) / (m sum(t t) - sum(t) sum(t)) over the m periods that have a value, one fraction.
    """
    known = [b.not_(b.is_missing(value)) for value in values]
    zero, last = b.lit(0), len(values) - 1
    count = _sum(b.if_(is_known, b.lit(1), zero) for is_known in known)
    times = [last - place for place in range(len(values))]
    t = _sum(b.if_(is_known, b.lit(time), zero) for is_known, time in zip(known, times, strict=True))
    tt = _sum(b.if_(is_known, b.lit(time * time), zero) for is_known, time in zip(known, times, strict=True))
    filled = [b.coalesce(value, b.lit(0, value.type)) for value in values]
    y = _sum(filled)
    ty = _sum(b.mul(b.lit(time), value) for time, value in zip(times, filled, strict=True))
    above = b.sub(b.mul(count, ty), b.mul(t, y))
    below = b.sub(b.mul(count, tt), b.mul(t, t))
    found = b.ratio((above,), (below,), scale)
    # No line through values is steeper than from the lowest to the highest between two periods.
    found = evolve(found, type=number(scale, 2 * values[0].type.bound * 10 ** (scale - values[0].scale)))
    enough = b.and_(known[0], b.ge(count, b.lit(LEAST_TREND)))
    return b.if_(enough, found, b.missing(found.type))


def _sum(nodes: Iterator[Node] | list[Node]) -> Node:
    nodes = list(nodes)
    total = nodes[0]
    for node in nodes[1:]:
        total = b.add(total, node)
    return total


def _periods(back: int) -> str:
    """The period before needs no number."""
    return "" if back == 1 else f", {back}"


def count_of(function: str, count: object, least: int) -> int:
    """A number of periods, or a fault that says so."""
    if not isinstance(count, int) or isinstance(count, bool) or count < least:
        raise messages.no_count(function, count, least)
    if count > MOST_BACK:
        raise messages.too_long(count, MOST_BACK)
    return count


def _type_of(statistic: Statistic, of: Type) -> Type:
    match statistic:
        case Statistic.PERCENTILE:
            return PERCENT
        case Statistic.RANK:
            return RANKS
        case Statistic.MEAN | Statistic.MEDIAN:
            return of
        case _:
            return BOOL

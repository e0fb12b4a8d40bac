"""What of earlier periods bore on a result, and how it was counted: as it was closed, period by period."""

from collections.abc import Iterator

from kpiengine.decisions.given import Given
from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.rules.closed import Standing
from kpiengine.rules.model.reward import Reward

VERDICTS = {Given.YES: "held then", Given.NO: "did not hold then", Given.UNKNOWN: "unknown then"}


def results_of(teller: Teller) -> Iterator[Note]:
    """The closed scores and points that formulas read, the newest first; nothing where none does."""
    read = [name for name in teller.values if name.startswith("past:") and _is_result(name.split(":", 2))]
    if read:
        below = (note(text) for back in sorted({_back(name) for name in read}) for text in _results(teller, back, read))
        yield note(teller.say("earlier results"), below, "earlier")


def _is_result(parts: list[str]) -> bool:
    return len(parts) > 2 and parts[2].partition(":")[0] in {"score", "points"}  # noqa: PLR2004 -- past:2:score


def _results(teller: Teller, back: int, read: list[str]) -> Iterator[str]:
    period = _period(teller, back)
    if teller.values[f"past:{back}"] != Standing.CLOSED:
        yield _standing(teller, back)
        return
    for name in read:
        if _back(name) == back:
            _, _, of = name.split(":", 2)
            yield teller.say("result then", period=period, what=teller.name(of), value=teller.shown(name))


def counted_of(teller: Teller, reward: Reward) -> Iterator[Note]:
    """The periods that a reward with `for` looked at, and what it counted."""
    if f"met:{reward.id}" not in teller or reward.times is None:
        return
    backs = [k for k in range(1, 25) if f"past:{k}:met:{reward.id}" in teller]
    last = backs[-1] if backs else 0
    low, high = (teller.values[f"{way}:{reward.id}:{last}"] for way in ("least", "most"))
    hits = f"{low}" if low == high else f"{low}..{high}"
    said = teller.say("counted", hits=hits, least=reward.times.least, of=reward.times.of)
    below = [_verdict(teller, teller.found.run.period, f"met:{reward.id}", f"skip:{reward.id}")]
    for back in backs:
        if teller.values[f"past:{back}"] == Standing.CLOSED:
            then = f"past:{back}:met:{reward.id}", f"past:{back}:skip:{reward.id}"
            below.append(_verdict(teller, _period(teller, back), *then))
        else:
            below.append(_standing(teller, back))
    yield note(said, (note(text) for text in below), "counted")


def _verdict(teller: Teller, period: str, met: str, skip: str) -> str:
    if teller.values[met] is None:
        return teller.say("no such rule then", period=period)
    if teller.values[skip]:
        return teller.say("does not count", period=period)
    return teller.say(VERDICTS[Given(int(teller.values[met] or 0))], period=period)


def points_of(teller: Teller) -> Iterator[Note]:
    """Every rule of points: its new cases, the earlier ones by period, what is charged, and what still counts."""
    for rule in teller.rules.points.values():
        if f"charge:{rule.id}" not in teller or f"balance:{rule.id}" not in teller:
            continue
        parts = {key: teller.shown(f"{key}:{rule.id}") for key in ("cases", "earlier", "charge", "balance")}
        said = teller.say("points of", name=teller.title(rule.title, rule.id), **parts)
        yield note(said, (note(text) for text in _cases(teller, rule.id)), "points")


def _cases(teller: Teller, rule: str) -> Iterator[str]:
    for back in range(1, 25):
        column = f"before:{rule}:{back}"
        if teller.values.get(column):
            closed = teller.values.get(f"past:{back}:cases:{rule}") is not None
            period = _period(teller, back) if closed else teller.say("periods before", n=back)
            yield teller.say("cases closed" if closed else "cases measured", period=period, n=teller.shown(column))


def _standing(teller: Teller, back: int) -> str:
    word = "not closed then" if teller.values[f"past:{back}"] == Standing.OPEN else "nothing then"
    return teller.say(word, period=_period(teller, back))


def _period(teller: Teller, back: int) -> str:
    name = teller.values.get(f"past:{back}:period")
    return teller.say("periods before", n=back) if name is None else str(name)


def _back(column: str) -> int:
    return int(column.split(":", 2)[1])

"""What the measure stage says: notes for the run record, and faults that end the run."""

from collections.abc import Mapping, Sequence

from kpiengine.documents.wording import counted
from kpiengine.errors import DataError, KpiError
from kpiengine.numbers import format_scaled
from kpiengine.rules.checked import Only
from kpiengine.rules.model.values import Slice

# Why a row of a view is not used by a measure in a period, where the view itself has no objection.
NOT_ASKED = "not what the metric asks for"
ELSEWHERE = "belongs to another time"
UNDATED = "has no time at which it could count"
NO_AGENT = "not an agent on that day"
HUNDREDTH = 36_000  # milliseconds of a hundredth of an hour


def not_loaded(names: Sequence[str]) -> str:
    """A table or column that a view needs is not there."""
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} not loaded"


def no_subject(view: str, subject: str, level: str) -> str:
    """A view that does not say whose rows they are."""
    return f'view "{view}" does not say which {subject} a row belongs to, so there is no value for one {level}'


def no_contacts(views: Sequence[str]) -> str:
    """Nothing, or more than one thing, to weigh the values of queues by."""
    if not views:
        return "no installed plugin counts the contacts of agents in queues, by which values of queues are weighed"
    return f"the views {' and '.join(views)} all count the contacts of agents in queues; only one may"


def no_dimension(view: str, names: Sequence[str]) -> str:
    """A slice by what the view does not say."""
    return f'view "{view}" cannot be sliced by {" and ".join(names)}'


def empty_slice(metric: str, wanted: Slice, only: Only | None = None) -> str:
    """A slice without rows anywhere: perhaps a slip in a word of the data."""
    cuts = dict(wanted) if only is None else {**wanted, only.dimension: (only.value,)}
    said = " and ".join(f"{name} = {' or '.join(map(str, values))}" for name, values in cuts.items())
    return f"{metric}: no row in these periods has {said}"


def level_not_offered(level: str, levels: Sequence[str]) -> str:
    """The metric itself excludes this level."""
    return f"it is not measured for one {level}, only for {', '.join(levels)}"


def unavailable(metric: str, why: str) -> str:
    """The note of a measure without any value."""
    return f"{metric}: {why}"


def uncovered(metric: str, count: int, least: object) -> str:
    """Values that would rest on too few of the cases."""
    values = counted(count, "value is", "values are")
    return f"{metric}: {values} unavailable: of all cases a smaller share is known than min_coverage = {least} asks for"


def out_of_range(metric: str, count: int, low: int, high: int, unit: str) -> str:
    """Values that cannot be: a fault of the plugin or of the data behind it."""
    values = counted(count, "value lies", "values lie")
    return f"{metric}: {values} outside {low} to {high} {unit} and {'was' if count == 1 else 'were'} left out"


def own_error(metric: str, count: int, sentence: str) -> str:
    """What a metric itself calls an error, such as ratings on several scales."""
    return f"{metric}: {counted(count, 'value was', 'values were')} left out: {sentence}"


def excluded(exclusion: str, reason: str, author: str, rows: Mapping[str, int]) -> str:
    """What an exclusion takes out, by view."""
    taken = ", ".join(f"{count} of {view}" for view, count in rows.items())
    said = f"takes out {taken}" if taken else "takes no row out"
    return f"exclusion {exclusion} ({reason.replace('_', ' ')}, approved by {author}) {said}"


def nobody_excluded(exclusion: str, scope: str, name: str) -> str:
    """An exclusion for somebody whom the roster does not have."""
    return f"exclusion {exclusion} is for the {scope} {name}, which the roster does not know in that time"


def nobody(view: str, rows: int) -> str:
    """Rows without a subject."""
    return f"{view}: {counted(rows, 'row')} credited to nobody"


def unknown(view: str, rows: int) -> str:
    """Rows whose subject the roster does not know on that day."""
    return f"{view}: {counted(rows, 'row')} of people whom the roster does not know on that day"


def too_big(metric: str, part: str) -> DataError:
    """A sum that 64 bits may not hold."""
    return DataError(
        f'metric {metric}: the sum "{part}" could grow beyond 18 digits, so it would not be exact; '
        "give the column behind it a smaller `maximum`, or fewer decimals"
    )


def bad_plan(metric: str, where: str, why: str) -> KpiError:
    """A plugin's plan that cannot be carried out."""
    return KpiError(f"metric {metric}: {where}: {why}; this is a fault of the plugin that brings the metric")


def unknown_view(metric: str, view: str) -> KpiError:
    """A part counts on a view that nobody brings."""
    return KpiError(f'metric {metric}: no installed plugin brings the view "{view}"; install the one that does')


def no_exposure(kind: str, by: str, views: Sequence[str]) -> KpiError:
    """Nothing, or more than one thing, says how much an agent did in a scenario."""
    if not views:
        return KpiError(
            f"no installed plugin measures {kind} of agents, by which the scenarios of {by} are to be mixed; "
            'say another `blend` under [scenarios], such as "contacts"'
        )
    return KpiError(f"the views {' and '.join(views)} all measure {kind}, and only one may: allow one of the plugins")


def exposure_without(kind: str, by: str, view: str) -> KpiError:
    """How much was done is known, but not where."""
    return KpiError(
        f'{kind} is counted on the view "{view}", which does not know {by}; choose another `by` or `blend` '
        "under [scenarios]"
    )


def scenarios_away(by: str, why: str) -> DataError:
    """Scenarios, and no column that says them."""
    return DataError(f"scenarios by {by} cannot be told apart: {why}; give it a [facts] section in kpiengine.toml")


def unnamed_scenarios(ruleset: str, by: str, values: Sequence[str], agents: Sequence[str]) -> DataError:
    """Work in scenarios for which there are no weights."""
    said = " and ".join(f'"{value}"' for value in values)
    who = ", ".join(agents)
    return DataError(
        f"rule set {ruleset}: in the data {by} is also {said} ({who}), and [weights] has no such row; "
        "add a row, or say under [scenarios] to which one the rest belongs: other = NAME"
    )


def without_scenario(ruleset: str, by: str, rows: int, paid_ms: int | None = None) -> str:
    """Contacts whose scenario nobody knows, or paid time."""
    if paid_ms is not None:
        hours = format_scaled((paid_ms * 2 + HUNDREDTH) // (HUNDREDTH * 2), 2)
        return f"rule set {ruleset}: {hours} paid hours without {by} are in no scenario"
    contacts = counted(rows, "contact")
    return f"rule set {ruleset}: {contacts} without {by} {'is' if rows == 1 else 'are'} in no scenario"

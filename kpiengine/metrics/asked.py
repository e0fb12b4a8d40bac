"""Which measures a plan asks for, each once, and the passes over views that they need."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import count

from attrs import Factory, evolve, field, frozen

from kpiengine.expressions import build
from kpiengine.expressions.parse import parse
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type
from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.attributes import Attribute, attributes, column, describing, not_mapped
from kpiengine.metrics.cells import Pass, PassKey
from kpiengine.metrics.exclusions import Excluded, resolve
from kpiengine.metrics.formulas import Sum, part_sum
from kpiengine.metrics.keys import ROWS
from kpiengine.metrics.slices import Cut, dimensions, slice_of, unknown_dimensions
from kpiengine.metrics.tally import Takes, TallyKey, any_of
from kpiengine.metrics.views import BuiltView, ViewKey, build_view, frozen_value, view_key
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Agg, Catalogue, Context, Event, Metric, Params, Part, Plan, View
from kpiengine.plugin.naming import view_scope
from kpiengine.plugin.roster import AGENTS
from kpiengine.plugin.view import matures_after
from kpiengine.rules.checked import CheckedRuleSet, Only, Wanted
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.model.values import Slice
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.stints import BY_TEAM
from kpiengine.sources.engines import ordered

HUMAN = "@human"  # in the key of a view: others than agents are out
AskedKey = tuple[str, Hashable, KpiLevel, Hashable, bool, Only | None]


@frozen
class Source:
    """Where a part comes from: a pass, its column there, and whether it is taken from the whole centre.

    `rows` is the column that counts the rows of the measure's slice, None where all rows are in it.
    """

    work: PassKey
    column: str
    centre: bool
    sum: Sum
    rows: str | None = None


@frozen
class Asked:
    """A metric under complete parameters at a level, over a slice; `sources` by part, or `why` it cannot be measured.

    `waits` is how long after a period its value is provisional, in milliseconds: nothing where events count when they
    are final.  `name` marks its columns inside this stage.  `taken` names for each view of events the column that
    counts the rows that any of its parts takes.
    """

    name: str
    metric: Metric
    params: Params = field(eq=False)
    level: KpiLevel
    slice: Slice = field(eq=False)
    plan: Plan = field(eq=False)
    sources: Mapping[str, Source] = field(default=Factory(dict), eq=False)
    taken: Mapping[TallyKey, tuple[PassKey, str]] = field(default=Factory(dict), eq=False)
    waits: int = 0
    why: str | None = None
    only: Only | None = None

    @property
    def keyed(self) -> bool:
        """Whether keys must be folded away before there is one row per unit."""
        return bool(self.plan.by or self.plan.reduce)


ExposureKey = tuple[str, str]  # handle_time, queue.scenario


@frozen
class Exposure:
    """How much was done, by the values of a dimension: the pass, its column of the sum, and that of the dimension."""

    work: PassKey
    column: str
    by: str
    type: Type


@frozen
class Agenda:
    """Everything to be measured, by what the rule sets call it, and the passes that serve it.

    `contacts` counts each agent's contacts in each queue, where values of queues are asked for.  `exposures` say how
    much was done in each scenario, by what of it and by which dimension.  `takes` says for each view which of its rows
    each measure takes.
    """

    measures: Mapping[AskedKey, Asked]
    passes: Mapping[PassKey, Pass]
    contacts: Source | None = None
    exposures: Mapping[ExposureKey, Exposure] = Factory(dict)
    excluded: Excluded = field(default=Excluded({}), eq=False)
    takes: Mapping[TallyKey, Takes] = field(default=Factory(dict), eq=False)

    def of(self, wanted: Wanted) -> Asked:
        """The measure that serves a rule set's wish."""
        return self.measures[asked_key(wanted)]


def asked_key(wanted: Wanted) -> AskedKey:
    """What two wishes must have in common to be one measure."""
    settings, cut = frozen_value(wanted.params), frozen_value(wanted.slice)
    return wanted.metric.id, settings, wanted.level, cut, wanted.mature, wanted.only


def make_agenda(
    plan: EvaluationPlan, facts: FactStore, catalogue: Catalogue, wanted: Iterable[Wanted] | None = None
) -> Agenda:
    """Builds the views and says what is counted on each; raises `KpiError` for a faulty plan of a plugin.

    `wanted` are the measures if not all of the plan.
    """
    # Stretches of several periods lie over others, and a row can be told of one only.
    single = plan.measured[: len(plan.periods) + plan.windows.over.singles]
    spans = tuple((period.start, period.end) for period in single)
    context = Context(plan.as_of, spans, plan.zone, plan.calendars, ordered, filled=facts.filled)
    excluded = resolve(plan, facts)
    wishes = {asked_key(wish): wish for wish in (plan.wanted().values() if wanted is None else wanted)}
    planner = _Planner(facts, catalogue, context, excluded, queues_of_agents=weighs_queues(plan.rulesets))
    plans = {key: wish.metric.plan_for(wish.params) for key, wish in wishes.items()}
    planner.note_agents(zip(wishes.values(), plans.values(), strict=True))
    measures = {key: planner.measure(f"m{index}", wish, plans[key]) for index, (key, wish) in enumerate(wishes.items())}
    exposures = {} if wanted is not None else {key: planner.exposure(*key) for key in exposures_of(plan.rulesets)}
    return Agenda(measures, planner.passes(), planner.contacts, exposures, excluded, planner.takes())


def weighs_queues(rulesets: Iterable[CheckedRuleSet]) -> bool:
    """Whether somebody takes the values of the queues that he worked, by his contacts there."""
    return any(
        wish.level is KpiLevel.QUEUE
        for rules in rulesets
        if rules.ruleset.head.level is not KpiLevel.QUEUE
        for wish in rules.wanted.values()
    )


def exposures_of(rulesets: Iterable[CheckedRuleSet]) -> dict[ExposureKey, None]:
    """What is done in scenarios, by which the rule sets mix their scores."""
    found = (rules.ruleset.scenarios for rules in rulesets)
    return {(exposure_kind(one.blend), one.by): None for one in found if one is not None and one.blend != "days"}


class _Planner:
    """Collects views and sums while the measures are gone through."""

    def __init__(
        self, facts: FactStore, catalogue: Catalogue, context: Context, excluded: Excluded, *, queues_of_agents: bool
    ) -> None:
        self.queues_of_agents = queues_of_agents
        self.facts, self.catalogue, self.context, self.excluded = facts, catalogue, context, excluded
        self.built: dict[ViewKey, BuiltView] = {}
        self.by_agent: set[ViewKey] = set()
        self.sums: dict[PassKey, dict[tuple[Sum, Node | None], str]] = {}
        self.slices: dict[PassKey, dict[str, str]] = {}
        self.local: dict[PassKey, frozenset[str]] = {}
        self.attributes: dict[PassKey, frozenset[str]] = {}
        self.asked_by: dict[str, tuple[str, str]] = {}
        self.conditions: dict[TallyKey, dict[str, list[Node | None]]] = {}
        self.cuts: dict[TallyKey, dict[str, Cut]] = {}
        self.numbers = count()
        self.contacts: Source | None = None

    def note_agents(self, wishes: Iterable[tuple[Wanted, Plan]]) -> None:
        """Views that are counted by agent anyway: their parts for the centre are rolled up from the same pass."""
        for wanted, plan in wishes:
            for part in plan.parts.values():
                view = self._view(wanted.metric, part)
                if not plan.by and _subject(wanted.metric, wanted.level, part) == "agent" and "agent" in view.subjects:
                    self.by_agent.add(self._key(wanted, view, wanted.params))

    def measure(self, name: str, wanted: Wanted, plan: Plan) -> Asked:
        """One measure with its sources, or with the reason why there is none."""
        metric, level, params = wanted.metric, wanted.level, wanted.params
        views = {id_: self._built(wanted, part) for id_, part in plan.parts.items()}
        matures = max((built.matures_after for built in views.values()), default=0)
        later = matures if wanted.mature else 0
        asked = Asked(name, metric, params, level, wanted.slice, plan, waits=matures - later, only=wanted.only)
        why = self._why_not(wanted, plan, views)
        if why is not None:
            return evolve(asked, why=why)
        sources = {id_: self._source(name, wanted, plan, id_, views[id_], later) for id_ in plan.parts}
        return evolve(asked, sources=sources, taken=self._taken(asked, sources))

    def passes(self) -> dict[PassKey, Pass]:
        """One pass per view, setting, subject and keys."""
        return {
            key: Pass(
                key=key,
                built=self.built[key.view],
                sums={column: one for (one, _), column in sums.items()},
                asked_by=self.asked_by,
                slices=self.slices.get(key, {}),
                local=self.local.get(key, frozenset()),
                attributes=self._attributes(key),
                context=self.context,
            )
            for key, sums in self.sums.items()
        }

    def takes(self) -> dict[TallyKey, Takes]:
        """For each view, setting and delay what the measures take of its rows."""
        return {
            (view, later): Takes(
                self.built[view],
                later,
                {name: any_of(own) for name, own in conditions.items()},
                self._described(view, self.cuts.get((view, later), {}).values()),
            )
            for (view, later), conditions in self.conditions.items()
        }

    def _described(self, view: ViewKey, cuts: Iterable[Cut]) -> dict[str, Attribute]:
        names = frozenset[str]().union(*(cut.attributes for cut in cuts))
        return attributes(names, self.built[view].view, self.catalogue, self.facts)

    def _taken(self, asked: Asked, sources: Mapping[str, Source]) -> dict[TallyKey, tuple[PassKey, str]]:
        """For each view of events the column of its first pass that counts what the measure takes."""
        found: dict[TallyKey, tuple[PassKey, str]] = {}
        for work in dict.fromkeys(source.work for source in sources.values()):
            key, view = (work.view, work.later), self.built[work.view].view
            if key in found or not isinstance(view.time, Event):
                continue
            condition = any_of(self.conditions[key][asked.name])
            if condition is not None:
                if (cut := self.cuts.get(key, {}).get(asked.name)) is not None:
                    self._note(work, cut)
                one = Sum(Agg.COUNT, None, condition)
                found[key] = (work, self._column(work, one, None, (asked.metric.id, "rows")))
            else:
                found[key] = (work, ROWS)
        return found

    def _view(self, metric: Metric, part: Part) -> View:
        view = self.catalogue.views.get(part.view)
        if view is None:
            raise messages.unknown_view(metric.id, part.view)
        return view

    def _built(self, wanted: Wanted, part: Part) -> BuiltView:
        return self._with(wanted, self._view(wanted.metric, part), wanted.params)

    def _with(self, wanted: Wanted | None, view: View, params: Params) -> BuiltView:
        key = self._key(wanted, view, params)
        if key not in self.built:
            others = self.excluded.others if HUMAN in key[2] else ()
            clauses = (*others, *self.excluded.listed(self._exclusions(wanted, view, params)))
            self.built[key] = build_view(view, params, self.facts, evolve(self.context, excluded=clauses))
        return self.built[key]

    def _key(self, wanted: Wanted | None, view: View, params: Params) -> ViewKey:
        out = [one.id for one in self._exclusions(wanted, view, params)]
        human = wanted is not None and wanted.metric.human and wanted.level is not KpiLevel.AGENT
        if human and self.excluded.others and "agent" in view.subjects and view.facts[0] != AGENTS.id:
            out.append(HUMAN)
        return view_key(view, params, out)

    def _exclusions(self, wanted: Wanted | None, view: View, params: Params) -> tuple[Exclusion, ...]:
        metric = None if wanted is None else wanted.metric
        spans = self.context.periods
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        return self.excluded.of(metric, view, first - matures_after(view, params), last)

    def _why_not(self, wanted: Wanted, plan: Plan, views: Mapping[str, BuiltView]) -> str | None:
        metric, level = wanted.metric, wanted.level
        if level.value not in metric.levels:
            return messages.level_not_offered(level.value, metric.levels)
        for id_, part in plan.parts.items():
            if views[id_].why is not None:
                return views[id_].why
            subject = _subject(metric, level, part)
            if subject is not None and subject not in views[id_].view.subjects:
                return messages.no_subject(part.view, subject, level.value)
            if strange := unknown_dimensions(views[id_].view, wanted, self.catalogue):
                return messages.no_dimension(part.view, strange)
            if away := not_mapped(dimensions(wanted), views[id_].view, self.catalogue, self.facts):
                return messages.not_loaded(away)
        return self._no_queues(metric, level)

    def _no_queues(self, metric: Metric, level: KpiLevel) -> str | None:
        """Why it cannot be said which queues are a site's, or an agent's; None where nobody asks or where it can."""
        if level is KpiLevel.SITE and metric.of_queues and "queues.site_id" not in self.facts.mapped:
            return messages.not_loaded(("queues.site_id",))
        return self._no_contacts() if level is KpiLevel.QUEUE and self.queues_of_agents else None

    def _no_contacts(self) -> str | None:
        """Asks for the contacts of agents in queues; gives the reason if nobody counts them."""
        if self.contacts is not None:
            return None
        views = self.catalogue.exposures("contacts")
        if len(views) != 1:
            return messages.no_contacts([view.id for view in views])
        key, built = self._key(None, views[0], {}), self._with(None, views[0], {})
        if built.why is not None:
            return built.why
        of = views[0].exposure["contacts"]
        one = Sum(
            Agg.COUNT if of is None else Agg.SUM, None if of is None else parse(of, view_scope(views[0], {})), None
        )
        work = PassKey(key, by_agent=True, by_queue=True)
        column = self._column(work, one, None, (views[0].id, "contacts"))
        self.contacts = Source(work, column, centre=False, sum=one)
        return None

    def _source(  # noqa: PLR0913, PLR0917 -- one part of a measure, and where it counts
        self, name: str, wanted: Wanted, plan: Plan, id_: str, built: BuiltView, later: int
    ) -> Source:
        part = plan.parts[id_]
        one = part_sum(wanted.metric, id_, part, built.view, wanted.params)
        key = self._key(wanted, built.view, wanted.params)
        subject = _subject(wanted.metric, wanted.level, part)
        own, queue = subject is not None, subject == "queue"
        by_agent = not queue and (own or (not plan.by and key in self.by_agent))
        work = PassKey(key, by_agent, plan.by, later, queue)
        cut = slice_of(built.view, wanted, self.catalogue)
        both = one.where
        if cut is not None:
            both = cut.condition if one.where is None else build.and_(cut.condition, one.where)
        self.conditions.setdefault((key, later), {}).setdefault(name, []).append(both)
        if cut is None:
            return Source(work, self._column(work, one, None, (wanted.metric.id, id_)), not own, one)
        self._note(work, cut)
        self.cuts.setdefault((key, later), {})[name] = cut
        rows = self._column(work, Sum(Agg.COUNT, None, cut.condition), None, (wanted.metric.id, "slice"))
        one = evolve(one, where=both)
        column = self._column(work, one, cut.condition, (wanted.metric.id, id_))
        self.slices.setdefault(work, {})[column] = rows
        return Source(work, column, not own, one, rows)

    def _note(self, work: PassKey, cut: Cut) -> None:
        """The columns that the pass needs for a slice."""
        self.local[work] = self.local.get(work, frozenset()) | cut.local
        self.attributes[work] = self.attributes.get(work, frozenset()) | cut.attributes

    def _attributes(self, work: PassKey) -> dict[str, Attribute]:
        return attributes(self.attributes.get(work, ()), self.built[work.view].view, self.catalogue, self.facts)

    def exposure(self, kind: str, by: str) -> Exposure:
        """How much each agent did by the values of a dimension; raises `KpiError` if nothing says that."""
        views = self.catalogue.exposures(kind)
        if len(views) != 1:
            raise messages.no_exposure(kind, by, [view.id for view in views])
        view = views[0]
        described, cut = by in describing(view, self.catalogue), by != BY_TEAM
        if cut and by not in view.dimensions and not described:
            raise messages.exposure_without(kind, by, view.id)
        key, built = self._key(None, view, {}), self._with(None, view, {})
        away = not_mapped((by,) if cut else (), view, self.catalogue, self.facts)
        why = built.why or (messages.not_loaded(away) if away else None)
        if why is not None:
            raise messages.scenarios_away(by, why)
        of = view.exposure[kind]
        one = Sum(Agg.COUNT if of is None else Agg.SUM, None if of is None else parse(of, view_scope(view, {})), None)
        work = PassKey(key, by_agent=True, by=(by if by in view.dimensions else column(by),) if cut else ())
        if cut and by not in view.dimensions:
            self.attributes[work] = self.attributes.get(work, frozenset()) | {by}
        return Exposure(work, self._column(work, one, None, (view.id, kind)), work.by[0] if cut else by, one.type)

    def _column(self, work: PassKey, one: Sum, cut: Node | None, asked_by: tuple[str, str]) -> str:
        """The column of a sum in its pass; sums are one work if they are equal and of one slice."""
        columns = self.sums.setdefault(work, {})
        if (one, cut) not in columns:
            columns[one, cut] = f"p{next(self.numbers)}"
            self.asked_by[columns[one, cut]] = asked_by
        return columns[one, cut]


def _subject(metric: Metric, level: KpiLevel, part: Part) -> str | None:
    """By whom a part's rows are told apart; None for the whole centre."""
    return None if part.at is not None else metric.counted_by(level.value)

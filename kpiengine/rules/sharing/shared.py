"""All that the rule files of one run share."""

from attrs import field, frozen

from kpiengine.documents.pieces import Pieces
from kpiengine.documents.text import pieces_of
from kpiengine.rules.sharing.answers import Answers
from kpiengine.rules.sharing.records import Records
from kpiengine.rules.surroundings import Surroundings


@frozen
class Shared:
    """It grows with the files of a run, belongs to its surroundings (`around`) and ends with them."""

    around: Surroundings
    pieces: Pieces = field(init=False)
    records: Records = field(factory=Records, init=False)
    answers: Answers = field(factory=Answers, init=False)

    @pieces.default
    def _of_these_hints(self) -> Pieces:
        return pieces_of(self.around.hints)

"""What names of the language are called that are no metrics, and kinds of leave."""

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

NAMES: Mapping[str, Sentence] = {
    "name worked_percent": Sentence(en="worked percent", zh="出勤工时占本人合同工时的百分比"),
    "name worked_hours": Sentence(en="worked hours", zh="出勤工时"),
    "name worked_days": Sentence(en="worked days", zh="出勤天数"),
    "name paid_hours": Sentence(en="paid hours", zh="计薪工时"),
    "name on_leave": Sentence(en="on leave", zh="整期休假"),
    "name tenure_months": Sentence(en="tenure months", zh="司龄满月数"),
    "name tenure_days": Sentence(en="tenure days", zh="司龄天数"),
    "name fte": Sentence(en="fte", zh="合同工时比例"),
    "leave annual_leave": Sentence(en="annual leave", zh="年假"),
    "leave compensatory_leave": Sentence(en="compensatory leave", zh="调休"),
    "leave parental_leave": Sentence(en="parental leave", zh="育儿假"),
    "leave study_leave": Sentence(en="study leave", zh="学习假"),
    "leave sick_leave": Sentence(en="sick leave", zh="病假"),
    "leave public_holiday": Sentence(en="public holiday", zh="法定假日"),
    "leave training": Sentence(en="training", zh="培训"),
}

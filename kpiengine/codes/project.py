"""KPI6xx: the project file and metric files."""

from kpiengine.codes.code import Code

PROJECT: dict[str, Code] = {
    "KPI600": Code(
        "no project here",
        "A project is a folder with a file kpiengine.toml. Every command works on one project: the folder given with "
        "--project, else the current one.",
        "Type `kpiengine init my-centre` to begin one, or say where it is: `--project my-centre`.",
    ),
    "KPI602": Code(
        "unknown key in the project file",
        "A key that nothing reads is a rule that nobody keeps: a limit with a slip in its name would be no limit. So "
        "unknown keys are errors.",
        "Type the key that the message names, such as `timezone`, or take the line out.",
    ),
    "KPI603": Code(
        "a value of the wrong kind in the project file",
        "Text stands in quotes, numbers and true or false do not, lists stand in [ ].",
        'Type it as in `source = ["data/calls-*.csv"]` or `skip_lines = 3`.',
    ),
    "KPI604": Code(
        "a key is missing in the project file",
        "Without this key the project cannot be used, and there is no safe guess.",
        'Add it, as in `timezone = "Europe/London"`.',
    ),
    "KPI605": Code(
        "a value that is not allowed in the project file",
        "The key takes one of a few words, or a number within limits.",
        'Type one that the message names, as in `rows = "versions"`.',
    ),
    "KPI606": Code(
        "unknown time zone",
        "Days, weeks and months begin at local midnight, so the zone must be one of the IANA time zone database, which "
        "knows daylight saving.",
        'Type it as in `timezone = "America/New_York"`.',
    ),
    "KPI607": Code(
        "unknown currency",
        "Amounts are rounded to the smallest unit of the currency, which its ISO 4217 code tells.",
        'Type the code of three capital letters, as in `currency = "CNY"`.',
    ),
    "KPI608": Code(
        "a path leaves the project",
        "Files are read and written inside the project folder, so that a project can be copied, reviewed and trusted "
        "as a whole. A project that must read elsewhere says so.",
        "Move the files into the folder, or type `allow_outside = true` under [project].",
    ),
    "KPI609": Code(
        "a name that the project does not have",
        "`pays_beside` names other plans of this file, and `covers` names its sites; a slip there would cover nobody.",
        "Type the name as its heading has it: `[plan.bonus]` is `bonus`.",
    ),
    "KPI610": Code(
        "a project file of another version",
        "`format` is the version of the project file. Another number may mean other things by the same words.",
        "Type `format = 1`, or install the release of kpiengine that reads the other one.",
    ),
    "KPI611": Code(
        "a name that cannot be an id",
        "Ids of projects, sites and plans are letters, digits, `_` and `-`; those of tables, columns and aliases have "
        "no `-`. They begin with a letter and have at most 64 characters, because they appear in file names, "
        "conditions and statements.",
        "Type another name, as in `[site.shanghai]`.",
    ),
    "KPI612": Code(
        "a roster column of another type",
        "`[facts.agents.extra]` declares further columns of the roster, and may give other words or limits to those "
        "that every roster has. Their type stays, because rules and metrics count on it.",
        "Type the type that the message names, or give the column a name of its own.",
    ),
    "KPI613": Code(
        "opening hours that cannot be",
        "A window says from when to when, in the wall time of its calendar, and belongs to the day on which it begins. "
        "Windows of one day do not overlap, and each day is said once; or nobody could tell which of them holds.",
        'Type it as `mon-fri = ["09:00-12:00", "13:00-18:00"]`; the whole day is "00:00-24:00".',
    ),
    "KPI620": Code(
        "a metric file that names what is not there",
        "A metric counts rows of a table or a view, and names columns and parts. What it names does not exist, or is "
        "of a type that cannot be used there.",
        "Write the name that the message offers; `kpiengine plugins` lists tables and views.",
    ),
    "KPI621": Code(
        "a metric or table that somebody else has",
        "A metric or table id means one thing. A plugin, or another metric file of the project, has the same id, so "
        "the one in this file is not used.",
        "Give it another name. It cannot take the place of a plugin's.",
    ),
    "KPI622": Code(
        "a key of another kind",
        "Some keys go with one kind of metric only: `share` with a ratio, `of` with a mean, `same` and `within` with "
        "followed_within, `parts`, `value` and `sample` with a metric without a kind.",
        'Take the key out, or change `kind`: `kind = "ratio"`.',
    ),
    "KPI623": Code(
        "a part that is none",
        "A part counts or sums rows: `count()`, `count_if(CONDITION)`, `sum(X)`, `sum_if(X, CONDITION)`, `min(X)` or "
        "`max(X)`. It has no other form, and formulas over parts stand in `value`.",
        "parts = { saved = 'count_if(outcome == \"saved\")', cases = 'count()' }",
    ),
    "KPI624": Code(
        "a metric file whose metric cannot be measured",
        "Each key is right by itself, and together they cannot be measured.",
        "The message says why.",
    ),
}

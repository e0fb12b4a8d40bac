"""Every diagnostic code with its title, what it means, and an example of what mends it.

The code is stable for ever; the wording may get better.  docs/reference/diagnostics.md is made from this table.
Ranges: KPI0xx text and TOML, KPI1xx structure, KPI2xx names and expressions, KPI3xx data and sources,
KPI4xx lints (warnings, which a rule set may accept in the open), KPI5xx plugins, KPI6xx project file.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """What the documents say about one code."""

    title: str
    explanation: str
    remedy: str


CODES: dict[str, Code] = {
    # -- KPI0xx: text and TOML ------------------------------------------------------------------------------------
    "KPI001": Code(
        "the file cannot be read",
        "The file is missing, is a folder, or may not be read by this user.",
        "Check the path in `rules = [...]` of kpiengine.toml and the rights of the file.",
    ),
    "KPI002": Code(
        "not UTF-8",
        "Rule and project files are UTF-8. A file saved by an old editor in GBK or Latin-1 would be read wrongly, so "
        "it is not read at all.",
        "Save the file again as UTF-8.",
    ),
    "KPI003": Code(
        "too large or too deep",
        "A file over 1 MB, a line over 10,000 characters, a key of more than 16 parts or brackets nested deeper than "
        "16 are refused before parsing: no rule file needs them and a parser may spend minutes on them.",
        "Split the file, or write the key as a heading.",
    ),
    "KPI004": Code(
        "an invisible character",
        "Control characters, characters that turn the direction of writing, and invisible spaces make a file read "
        "otherwise than it looks.",
        "Delete the character; the message says where it is and which one.",
    ),
    "KPI010": Code(
        "not valid TOML",
        "The line does not follow the form `key = value` or `[heading]`.",
        "Write one `key = value` on a line; close every quote and bracket.",
    ),
    "KPI011": Code(
        "quotes of another keyboard",
        "Chinese or typographic quotes do not begin a text.",
        'Type the plain quote: `period = "month"`.',
    ),
    "KPI012": Code(
        "a full-width sign",
        "Full-width signs and digits look like the plain ones and are others.",
        "Type the plain sign: `weight = 40`.",
    ),
    "KPI013": Code(
        "a percent sign",
        "Numbers are written without %; the metric or the key says that it is a percent.",
        "`target = 88`",
    ),
    "KPI014": Code(
        "a comma in a number",
        "A comma separates values, so a number has none; the decimal sign is a point.",
        "`bonus = 1200` or `bonus = 1_200`",
    ),
    "KPI015": Code(
        "a currency sign",
        "Money is a plain number; the rule set says the currency once.",
        "`bonus = 300`",
    ),
    "KPI016": Code(
        "the form of a date",
        "A date is year, month and day with two digits each, joined by hyphens and without quotes.",
        "`from = 2026-10-01`",
    ),
    "KPI017": Code(
        "a name with other letters",
        "Keys and headings are letters a-z, digits and the underscore, so that every keyboard can type them.",
        'Put the word that people read into the title: `title = { zh = "客服" }`.',
    ),
    "KPI018": Code(
        "not a finite number",
        "`nan` and `inf` are no thresholds: every comparison with them is wrong in silence.",
        "Write a number, or leave the key out.",
    ),
    "KPI019": Code(
        "a number that is too long",
        "No target or amount needs more than 15 digits before or 9 after the point.",
        "Write the number out with the digits that it needs.",
    ),
    "KPI020": Code(
        "written twice",
        "A name or key may stand once; the later one would silently win or lose.",
        "Keep one of the two lines that the message names.",
    ),
    # -- KPI1xx: structure ----------------------------------------------------------------------------------------
    "KPI101": Code(
        "the format version is missing",
        "The first line of a rule file says which version of the language it is written in.",
        "`format = 1`",
    ),
    "KPI102": Code(
        "a format of another release",
        "This release reads format 1 only; guessing what a newer file means could pay wrongly.",
        "Use the release that reads this format, or write the file in format 1.",
    ),
    "KPI103": Code(
        "an unknown heading",
        "There is no section of this name, so what is below it would be ignored.",
        "The message names the nearest heading.",
    ),
    "KPI104": Code(
        "an unknown key",
        "A key that nobody knows is never ignored: a cap that is misspelt would overpay.",
        "The message names the section it belongs to, the right word, or the nearest key.",
    ),
    "KPI105": Code(
        "a key is missing",
        "Without this key the section says nothing definite.",
        "Add the key that the message names.",
    ),
    "KPI106": Code(
        "a value of the wrong kind",
        "Numbers stand without quotes, texts with quotes, dates as 2026-10-01, yes or no as true or false.",
        '`weight = 40`, `title = "Silver"`',
    ),
    "KPI107": Code(
        "not one of the allowed words",
        "The key takes one of a short list of words.",
        "The message lists them.",
    ),
    "KPI108": Code(
        "a number out of its range",
        "The value lies outside what the key can mean.",
        "The message says the range.",
    ),
    "KPI109": Code(
        "double brackets",
        "Everything that has a name is a heading or a row: `[tier.gold]`, or under `[tier]` the row `gold = {...}`.",
        "`[tier.gold]`",
    ),
    "KPI110": Code(
        "the form of a name",
        "Ids of rule sets are a-z, 0-9, _ and -; names of headings and rows are letters, digits and _; at most 64.",
        '`id = "phone-sh"`',
    ),
    "KPI111": Code(
        "exactly one of several keys",
        "These keys say the same thing in different ways, so one of them must stand, and only one.",
        '`else = { cap_tier = "bronze" }`',
    ),
    "KPI112": Code(
        "keys that exclude each other",
        "Two keys contradict each other; nothing says which one counts.",
        "Keep one of them.",
    ),
    "KPI113": Code(
        "a key that comes later",
        "The rule language knows this word, but this release does not carry it out; ignoring it could pay wrongly.",
        "Take it out, or use a release that reads it.",
    ),
    "KPI120": Code(
        "`to` lies before `from`",
        "Both days are included, so the last one cannot come before the first.",
        "`from = 2026-10-01`, `to = 2026-12-31`",
    ),
    "KPI121": Code(
        "`from` is not the first day of a period",
        "Rules change at the start of a period; half a month under one rule set has no score.",
        "Move `from` to the first day of a period.",
    ),
    "KPI130": Code(
        "the weights do not make 100",
        "The weights of the KPIs of a rule set make exactly 100, so that a point of weight means the same everywhere.",
        "Change the weights that the message lists.",
    ),
    "KPI131": Code(
        "a weight without marks",
        'A KPI that has a weight needs target and floor, bands, or curve = "pass" with a target.',
        "`target = 88` and `floor = 70`",
    ),
    "KPI132": Code(
        "target and floor on the wrong sides",
        "The floor earns nothing and the target everything, so the floor is the worse of the two.",
        "For a metric where higher is better: `floor = 70`, `target = 88`.",
    ),
    "KPI133": Code(
        "a pair or a single number",
        "Good inside a range is written with pairs, everything else with single numbers.",
        "`target = [240, 360]`, `floor = [150, 540]`",
    ),
    "KPI134": Code(
        "bands that do not fit",
        "The lines of `bands` rise, use either `from` or `over`, and the first covers the lowest value.",
        "`bands = [{ from = 0, points = 0 }, { from = 90, points = 85 }]`",
    ),
    "KPI135": Code(
        "a mark that no value can reach",
        "The mark lies outside the range of the metric.",
        "Check the unit: a percent is 0 to 100, a length of time is in seconds.",
    ),
    "KPI136": Code(
        "points at the marks do not rise",
        "Points at floor, target and stretch may not fall, or better work would score less.",
        "`points_at = { floor = 0, target = 100, stretch = 120 }`",
    ),
    "KPI140": Code(
        "two tiers start at one score",
        "A tier runs from its `from` to the next one's, so two cannot start together.",
        "Give each tier its own `from`.",
    ),
    "KPI141": Code(
        "a tier pays in another way than the payout",
        "With payout kind amount a tier has `bonus`, with kind percent it has `percent`.",
        '`[payout] kind = "percent"` with `percent = 6` in the tiers.',
    ),
    "KPI142": Code(
        "percent of what",
        "Payout kind percent needs `of`: a column of the roster that holds an amount.",
        '`of = "base_pay"`',
    ),
    "KPI143": Code(
        "an amount that the currency cannot pay",
        "A currency without decimals pays whole numbers, and nothing is rounded finer than its smallest unit.",
        "JPY has no decimals: `bonus = 300`.",
    ),
    "KPI144": Code(
        "no currency",
        "The rule set pays, and neither it nor the project file says in which currency.",
        '`currency = "CNY"`',
    ),
    "KPI150": Code(
        "an id that two rule files have",
        "The id names a rule set in every result and statement for ever.",
        "Give one of them another id.",
    ),
    "KPI151": Code(
        "two rule sets of one plan for the same people",
        "For any subject and day at most one rule set of a plan holds; otherwise somebody would be paid twice.",
        "Let the first one end with `to`, or part them by `agents`.",
    ),
    "KPI152": Code(
        "a lint that cannot be accepted",
        "Only lints (KPI4xx) can be accepted; an error stays one.",
        "Mend what the error says.",
    ),
    "KPI155": Code(
        "a rule set that cannot be taken over",
        "`extends` names a rule set that the project does not have, that has no version on the first day of this one, "
        "or that cannot be read itself.",
        'The message names the nearest id: `extends = "phone-sh"`.',
    ),
    "KPI156": Code(
        "rule sets that take over each other",
        "Each of them waits for another, and in the end for itself. A rule set may take over an earlier version of "
        "its own id.",
        "Take `extends` out of one of them.",
    ),
    "KPI157": Code(
        "`off` that takes out nothing",
        "`off = true` takes out a heading or row that `extends` brought. It stands alone there; a single value is "
        "not taken out but written anew.",
        "`[gate.presence]` with `off = true`",
    ),
    "KPI160": Code(
        "a key stands in two places",
        "A key stands in the section, or in one of its `by`; in two places nobody could say which one counts.",
        "Keep one of the two.",
    ),
    "KPI161": Code(
        "the lines of a list leave a gap",
        "A line runs to where the next one starts, so lines rise, and the first one begins where the rule set does.",
        "Put the lines in order and begin with 0, or with the first day of the rule set.",
    ),
    "KPI162": Code(
        "the lines of a `by` do not fit",
        "A table of names has a line for everybody whom the rule set names, and no line for somebody who is not there.",
        "Correct the name, add the line, or write a line `other` for the rest.",
    ),
    "KPI163": Code(
        "two conditions may hold at once",
        "Where several relaxations of a KPI, or several reweights, may hold in one period, the one with the highest "
        "`priority` counts alone; without different priorities nobody could say which.",
        "Give each a `priority` of its own.",
    ),
    "KPI164": Code(
        "a weight would fall under 0",
        "A shift moves points from one KPI to another; no KPI can give more than it has.",
        "Move fewer points.",
    ),
    "KPI165": Code(
        "weights in two places",
        "With scenarios the weights stand in rows under [weights], without them in each KPI; never in both.",
        "Keep one of the two, and give rows their [scenarios].",
    ),
    "KPI166": Code(
        "a KPI weighs more than is allowed",
        "`max_weight` under [score] is the most that one KPI may weigh, in every table of weights that can hold.",
        "Give points to other KPIs, or raise `max_weight`.",
    ),
    "KPI167": Code(
        "`proven` needs a share",
        "How far a value is proven is computed from hits and cases; a mean of seconds has none.",
        "Use `min_sample` or `lean`.",
    ),
    "KPI168": Code(
        "nothing to act on",
        "A relaxation or a ramp changes marks that the KPI has; this one finds none.",
        "Take it out, or give the KPI the mark.",
    ),
    # -- KPI2xx: names and expressions ----------------------------------------------------------------------------
    "KPI201": Code(
        "a condition that cannot be read",
        "Conditions use names, numbers, text in double quotes, + - * /, comparisons, and, or, not, and functions.",
        "`require = 'quality_score >= 80 and csat >= 70'`",
    ),
    "KPI202": Code(
        "a name that is not known here",
        "A condition may use the KPIs of its file, metrics, columns of the roster, and score and tier where they are "
        "decided already.",
        "The message names the nearest one.",
    ),
    "KPI203": Code(
        "a function that cannot be used like this",
        "There is no function of this name, or it takes other arguments.",
        "The message says how it is written.",
    ),
    "KPI204": Code(
        "kinds that do not go together",
        "A number is compared with a number, a text with a text; a condition is yes or no.",
        "`require = 'csat >= 70'`",
    ),
    "KPI205": Code(
        "a formula that is too large",
        "Its numbers could have more digits than are kept exactly, or it has too many parts.",
        "Round a part of it, or give parts names of their own.",
    ),
    "KPI210": Code(
        "no such metric",
        "No installed plugin has a metric of this id.",
        "`kpiengine metrics` lists them.",
    ),
    "KPI211": Code(
        "a letter that only looks right",
        "The name holds a letter of another alphabet that looks like a plain one.",
        "Type the name again with plain letters.",
    ),
    "KPI212": Code(
        "a level that the metric does not have",
        "The metric cannot be measured for this kind of subject, or not with these settings.",
        "Use one of the levels in the message, or the setting that it names.",
    ),
    "KPI213": Code(
        "an unknown parameter",
        "The metric has no setting of this name; it would have no effect.",
        "`kpiengine metrics NAME` lists its parameters.",
    ),
    "KPI214": Code(
        "a parameter that the metric does not allow",
        "The value is of another kind, out of its range or not in its list, or the metric's formula cannot work "
        "with it.",
        "The message says what is allowed; `kpiengine metrics NAME` shows the defaults.",
    ),
    "KPI215": Code(
        "a neutral metric cannot be scored",
        "The metric is context: neither more nor less of it is good.",
        "Leave out the weight, or say `better`.",
    ),
    "KPI216": Code(
        "a KPI that is named like another metric",
        "One name would mean two things in conditions.",
        "Give the KPI another name.",
    ),
    "KPI217": Code(
        "no such tier",
        "The rule set has no tier of this name.",
        "The message lists its tiers.",
    ),
    "KPI218": Code(
        "no such reward",
        "The rule set has no reward of this name.",
        "Add `[reward.NAME]`, or correct the name.",
    ),
    "KPI219": Code(
        "no such column in the roster",
        "The attribute is not a column that the project file declares for the roster, or is of another kind.",
        "Declare it under `[facts.agents.extra]` in kpiengine.toml.",
    ),
    "KPI220": Code(
        "an unknown name in a message",
        "A message may show the names of its condition, and agent, period, sample and target.",
        '`message = "{agent}: {csat}"`',
    ),
    "KPI221": Code(
        "a reward given twice",
        "A reward goes with a tier or has its own `when`; with both nobody knows which one decides.",
        "Take it out of the tier, or take out `when`.",
    ),
    "KPI222": Code(
        "a name of a later layer",
        "Conditions see only what is decided before them: metric values, targets, points, score, gates and tiers, "
        "rewards, alerts, in this order. A gate decides the tier, so it cannot ask for it.",
        "Compare the score, or a KPI.",
    ),
    "KPI223": Code(
        "one person under two rule sets of a plan",
        "The roster has somebody who matches two rule sets of one plan on one day and would be paid twice.",
        "Part the rule sets by `agents` or `except`.",
    ),
    "KPI224": Code(
        "a metric that cannot be used",
        "A plugin brings this metric, but something in it is faulty, or two plugins bring one of the same name, so "
        "nothing would measure it. The message says which plugin and why.",
        "`kpiengine plugins` lists every fault; mend or update the plugin, or allow only one of the two in "
        "kpiengine.toml.",
    ),
    "KPI225": Code(
        "somebody whom a plan must cover has no rule set",
        "The project file says whom a plan covers. On some day of the period none of the plan's rule sets is for "
        "these people, so they would get nothing, and nobody would notice.",
        "Widen `agents` of a rule set, or narrow `covers` in kpiengine.toml.",
    ),
    "KPI230": Code(
        "no KPI of this name",
        "A table of weights names KPIs of the same file.",
        "Correct the name, or add the KPI.",
    ),
    "KPI231": Code(
        "no calendar or benchmark of this name",
        "`in_calendar`, `calendar_days` and `benchmark` take names of the project file.",
        "Correct the name, or add [calendar.NAME] or [benchmark.NAME] to kpiengine.toml.",
    ),
    "KPI232": Code(
        "no curve of this name",
        "A curve is `pass`, or one that an installed plugin brings.",
        "Correct the name, or install the plugin.",
    ),
    "KPI235": Code(
        "a plan covers people whom no rule set is for",
        "The project file says whom a plan covers. The text of the plan's rule sets shows that some of them, or all on "
        "some days, would have none.",
        "Add a rule set, widen `agents`, or narrow `covers` in kpiengine.toml.",
    ),
    "KPI236": Code(
        "two plans pay the same people",
        "An agent may be paid by two plans only where the project file says so; everything else would be paid twice "
        "by mistake.",
        '`pays_beside = ["bonus"]` under `[plan.okr]`, or part the rule sets by `agents`.',
    ),
    "KPI237": Code(
        "a plan that the project file does not have",
        "The project file names its plans and whom they cover. Under a misspelt plan nobody would be missed, and two "
        "rule sets could pay the same people.",
        "The message names the nearest plan; a new one is declared as `[plan.NAME]` in kpiengine.toml.",
    ),
    "KPI240": Code(
        "a slice by what the metric does not know",
        "A metric can be sliced by the dimensions that all its views have, and by `hour` and `weekday` where its rows "
        "are dated by an instant.",
        "The message names the nearest dimension, or all of them.",
    ),
    "KPI241": Code(
        "a slice that no row can be in",
        "The value is of another kind than the dimension, out of its range, or not one of its words; nothing would be "
        "counted, in silence.",
        "The message says which values there are.",
    ),
    "KPI242": Code(
        "what the subject of the rule set does not have",
        "A rule set with `level` scores teams, sites or the centre. Such a unit has no value of one agent or of a "
        "smaller unit, and no pay or other attribute of a person.",
        "Use the level of the rule set or a wider one.",
    ),
    # -- KPI3xx: data, facts and sources --------------------------------------------------------------------------
    "KPI300": Code(
        "no file",
        "A source names a file that is not there, or a pattern that matches nothing. Hidden files and names that "
        "begin with _ are not matched by patterns.",
        "Check `source` in [facts.TABLE]; paths are relative to the project file.",
    ),
    "KPI301": Code(
        "not a regular file",
        "A folder, pipe, socket or device stands where a file is due.",
        "Name the file, or a pattern such as data/*.csv.",
    ),
    "KPI302": Code(
        "outside the project",
        "A symbolic link leads to a file outside the project folder.",
        "Copy the file, or set allow_outside = true in [project].",
    ),
    "KPI303": Code(
        "the file cannot be read",
        "The operating system refused, or the file is damaged: a Parquet footer or page that does not fit.",
        "Copy or export the file again.",
    ),
    "KPI304": Code(
        "changed while it was read",
        "Size, time or inode of a file differ from before the run, so its figures may be of two states.",
        "Run again when nothing writes to the file.",
    ),
    "KPI305": Code(
        "an empty file",
        "The file has no bytes or no header. That is no input, which is not the same as no contacts.",
        "Export it again; earlier results stay as they are.",
    ),
    "KPI306": Code(
        "not the declared encoding",
        "A byte is no text in the declared encoding (UTF-8 unless said otherwise). Encodings are never guessed.",
        'Declare encoding = "gb18030" or the like, or save the file as UTF-8.',
    ),
    "KPI307": Code(
        "a zero byte",
        "There is a zero byte in a text file: it is damaged, UTF-16, or no text.",
        'Export it again, or declare encoding = "utf-16".',
    ),
    "KPI308": Code(
        "a damaged gzip file",
        "A compressed file ends early or does not unpack. What could be unpacked is not used.",
        "Copy the file again.",
    ),
    "KPI309": Code(
        "a file that grows beyond reason",
        "A compressed file is more than 100 times larger when unpacked.",
        "Unpack it by hand and look at it.",
    ),
    "KPI310": Code(
        "not a CSV file",
        "A web page, workbook, archive or Parquet file stands where CSV is due.",
        "Export the data as CSV, or say which format it has.",
    ),
    "KPI311": Code(
        "a header twice",
        "Two columns of a file have one name, so it is not known which is meant.",
        "Rename or remove one of them.",
    ),
    "KPI312": Code(
        "parts with different columns",
        "Files of one table have different headers.",
        "Bring all parts to the same columns.",
    ),
    "KPI313": Code(
        "a huge cell",
        "One cell holds more than 64 kB, which is nearly always a missing quote.",
        "Look at the line that is named.",
    ),
    "KPI314": Code(
        "quotes that do not match",
        "A quoted cell never closes, or goes on after its closing quote.",
        'Write a quote inside a quoted cell twice: "".',
    ),
    "KPI315": Code(
        "parts with different types",
        "Parquet parts of one table give one column different types. Nothing is cast in silence.",
        "Write all parts with one schema.",
    ),
    "KPI317": Code(
        "a date format that cannot be used",
        "A format has an unknown directive, or lacks year, month or day.",
        'Write it like "%d/%m/%Y %H:%M:%S".',
    ),
    "KPI320": Code(
        "too many cells",
        "A row has more cells than the header. It is rejected.",
        "Look for a separator inside a cell that is not quoted.",
    ),
    "KPI321": Code(
        "too few cells",
        "A row has fewer cells than the header. It is rejected, never filled with blanks.",
        "Look for a cut line, or two cells that grew together.",
    ),
    "KPI322": Code(
        "no such table",
        "[facts.TABLE] names a table that no plugin declares, or a table is needed that has no source.",
        "Install the plugin, or write [facts.TABLE] with its source.",
    ),
    "KPI323": Code(
        "no such column",
        "A mapping or header names a column that the table or file does not have.",
        "Use one of the names in the message.",
    ),
    "KPI324": Code(
        "a column that is not mapped",
        "A column that must be given is neither mapped nor has a default.",
        "Map it in [facts.TABLE.columns].",
    ),
    "KPI325": Code(
        "a mapping that does not fit",
        "A file's column or a constant cannot become what the table's column holds.",
        "Convert it with a function such as number(x, 2), or map another column.",
    ),
    "KPI330": Code(
        "a cell that cannot be read",
        "A text is not what the column wants: digits with a currency sign, NaN, 1e5, a date in another form. The "
        "row is rejected.",
        "Mend the export, or declare the form (date_format, time_format, thousands, a function).",
    ),
    "KPI331": Code(
        "a missing cell",
        "A cell of a column that must be filled is empty. The row is rejected.",
        "Fill it, or map another column.",
    ),
    "KPI332": Code(
        "out of range",
        "A number, duration or time is outside what the column lets in. The row is rejected.",
        "Mend the export; the plugin declares the range.",
    ),
    "KPI333": Code(
        "not a listed value",
        "A text is none of the values that the column knows. The row is rejected.",
        'Translate it in the mapping: \'"voice" if x == "PHONE" else "chat"\'.',
    ),
    "KPI334": Code(
        "a row that contradicts itself",
        "Two cells of a row do not go together, such as an end before its beginning. The row is rejected.",
        "Mend the export.",
    ),
    "KPI335": Code(
        "a wall time that is skipped or comes twice",
        "When clocks change, some wall times do not exist and some exist twice. Without an offset the row is rejected.",
        'Export with offsets, or declare ambiguous = "first" for those that come twice.',
    ),
    "KPI336": Code(
        "one key with two contents",
        "Two rows have one key and differ. Taking the first or the last would be a guess about pay, so the data "
        "is refused.",
        'Find out which is right, or say rows = "versions" where newer rows replace older ones.',
    ),
    "KPI337": Code(
        "too many rejected rows",
        "More rows were rejected than the project allows; the default is none.",
        "Mend the rows, or allow some with max_rejected_rows.",
    ),
    "KPI338": Code(
        "versions without a version",
        'rows = "versions" needs a column that tells which row is newer.',
        "Map version or updated_at.",
    ),
    "KPI339": Code(
        "roster rows that overlap",
        "One agent has two roster rows for one day, so team and plan of that day are not known.",
        "End the first row on the day before the second begins.",
    ),
    "KPI340": Code(
        "ids that look alike",
        "Two ids differ only in case, width, accents' composition or blanks, and are surely one person.",
        "Write the id in one way everywhere.",
    ),
    # -- KPI4xx: lints --------------------------------------------------------------------------------------------
    "KPI412": Code(
        "one KPI makes the whole score",
        "A score of one figure is easily reached at the cost of what is not measured.",
        "Add a second KPI, or accept it in the open: `[accept.KPI412]` with because, by, until.",
    ),
    "KPI413": Code(
        "all KPIs are of one group",
        "A plan that pays should look at two groups at least, such as experience and efficiency.",
        "Add a KPI of another group, or accept it.",
    ),
    "KPI414": Code(
        "the review day has passed",
        "The owner wanted to look at this rule set again by a day that is over.",
        "Review it and move `review_by`.",
    ),
    "KPI415": Code(
        "an acceptance that has run out",
        "The day in `until` is over, so the lint is shown again.",
        "Mend the lint, or accept it until a later day.",
    ),
    "KPI416": Code(
        "an acceptance that accepts nothing",
        "The file does not give this lint (any more).",
        "Take the section out.",
    ),
    "KPI417": Code(
        "a reward that nobody can get",
        "No tier gives it and it has no `when`.",
        "Name it in a tier's `rewards`, or give it a `when`.",
    ),
    "KPI418": Code(
        "a system's value scored per person",
        "The system alone moves this metric, so the score of a person depends on what he cannot change.",
        'Score it at level "team", "site" or "centre", or leave out the weight.',
    ),
    "KPI419": Code(
        "a cliff",
        "One step of the metric's value changes the points by a large jump, which invites gaming around it.",
        "Use target and floor: a straight line between them.",
    ),
    "KPI420": Code(
        "a comparison that never changes",
        "Given the range of the metric the comparison is always true or always false.",
        "Check the unit: a percent is 0 to 100, not 0 to 1.",
    ),
    "KPI421": Code(
        "a score that reaches no tier",
        "The tier starts above the highest score that is possible.",
        "Lower its `from`, or raise `score.maximum`.",
    ),
    "KPI422": Code(
        "an amount finer than its currency",
        "The amount is kept exactly and rounded once, as the last step; what is paid differs from what is written.",
        "Write the amount with the decimals of the currency, or accept the lint.",
    ),
    "KPI430": Code(
        "rule sets that may meet",
        "Two rule sets of one plan name different attributes, so somebody may match both. Then a run is refused, "
        "since nobody may be paid twice.",
        "Name one attribute in both, with different values, or accept it in the open.",
    ),
    "KPI440": Code(
        "one KPI decides most of the score",
        "A KPI weighs more than 60 of 100, in the KPIs or under a reweight: what it does not show will suffer.",
        "Spread the weight, or say under [score] how much one may weigh: `max_weight = 70`.",
    ),
    "KPI441": Code(
        "a calendar begins inside a period",
        "Nothing dated cuts a period: `in_calendar` asks for the first day of the period, so a campaign from the 5th "
        "counts in no month.",
        'Write `calendar_days("campaign") >= 5`, or let the calendar begin with a period.',
    ),
    "KPI450": Code(
        "a metric that is not final when the period is decided",
        "Whether a contact was solved shows only days later. What is known some days after the end of the period (3) "
        "decides the pay, so the last contacts of the period are not final. The rule set must say what it wants.",
        '`count_when = "mature"` counts each contact once, in the period in which it became final; `"happened"` counts '
        "it where it happened, and what comes late changes the result.",
    ),
    # -- KPI5xx: plugins ------------------------------------------------------------------------------------------
    "KPI501": Code(
        "a plugin that cannot be loaded",
        "Importing the plugin failed, or it tried to end the program. It brings nothing; the other plugins still work, "
        "and only rule sets that need it are refused.",
        "The message holds the error and the place in the plugin. Install what it lacks, or ask its publisher.",
    ),
    "KPI502": Code(
        "a plugin whose hook fails",
        "The plugin was loaded, and asking it what it brings ended in an error. What that hook would have brought is "
        "not there.",
        "The message holds the error and the place in the plugin; ask its publisher.",
    ),
    "KPI503": Code(
        "a hook that is none",
        "The plugin implements a function that the contract does not have, one with arguments, one without @hookimpl, "
        "or none at all; it would never be called.",
        "Name it as docs/plugins/hooks.md does: `@hookimpl`, then `def kpiengine_metrics():`.",
    ),
    "KPI504": Code(
        "a hook that returns something else",
        "A hook returns a list of the records that its name says.",
        "`return [MY_METRIC]`",
    ),
    "KPI505": Code(
        "a plugin for another version",
        "The plugin was written for another version of the plugin contract, so what it brings might mean something "
        "else here.",
        "Install the release of kpiengine that it asks for, or a release of the plugin for this one.",
    ),
    "KPI506": Code(
        "two packages with one plugin name",
        "Two installed packages register a plugin under the same name. Which one is found first depends on the "
        "machine, so neither is loaded.",
        "Uninstall one of the packages that the message names.",
    ),
    "KPI507": Code(
        "an id that two plugins have",
        "A metric, view or table id means one thing. Where two plugins bring the same id, neither is used.",
        'Allow only one of them under `plugins` in kpiengine.toml, or ask a publisher to use a prefix: "acme.fcr".',
    ),
    "KPI508": Code(
        "an allowed plugin that is not installed",
        "The project names a plugin that this machine does not have.",
        "Install it, or take its name out of the list; `kpiengine plugins` shows what is installed.",
    ),
    "KPI509": Code(
        "a faulty table, view or metric",
        "The plugin brings something that refers to what is not there, or whose formula cannot be read. It is left "
        "out, with everything that rests on it; the rest of the plugin is used.",
        "The message says what is wrong and what was probably meant; ask the plugin's publisher.",
    ),
    # -- KPI6xx: project file -------------------------------------------------------------------------------------
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

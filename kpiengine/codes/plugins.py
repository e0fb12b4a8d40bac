"""KPI5xx: plugins."""

from kpiengine.codes.code import Code

PLUGINS: dict[str, Code] = {
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
}

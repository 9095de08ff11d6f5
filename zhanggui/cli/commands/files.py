"""Commands of imports, mappings and templates."""

from zhanggui.cli.grammar import Command, option, options

_OUT = option("--out", required=True, metavar="F", help="where to write")

COMMANDS = (
    Command(
        ("import",),
        "import files, or undo a batch: import FILE... | import undo BATCH",
        "imports:run",
        options(
            option("files", nargs="+", metavar="FILE"),
            option("--as-kind", metavar="KIND"),
            option("--mapping", metavar="NAME"),
            option("--dry-run", action="store_true"),
        ),
    ),
    Command(("mapping", "list"), "list column mappings", "imports:list_mappings"),
    Command(
        ("mapping", "import"), "install a column mapping", "imports:install_mapping", option("file", metavar="FILE")
    ),
    Command(
        ("mapping", "export"),
        "write a column mapping as YAML",
        "imports:export_mapping",
        options(option("name", metavar="NAME"), option("--out", metavar="F")),
    ),
    Command(
        ("template",),
        "write an empty file of a kind",
        "imports:template",
        options(option("kind", metavar="KIND"), _OUT),
    ),
)

"""Import contract: from outside, a module is entered only through its public rooms."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output

SHELLS = ("web", "api", "cli", "config", "kernel")


class DoorsContract(Contract):
    """Only `services queries values errors events ports` of a business module, from elsewhere.

    The shells find `ui`, `api` and `demo` by name, so that they need no exception here.
    """

    rooms = fields.ListField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: ARG002  reason: import-linter's signature
        """Look at every import between two modules."""
        crossings = []
        for importer in sorted(graph.modules):
            imports = sorted(graph.find_modules_directly_imported_by(importer))
            crossings += [(importer, imported) for imported in imports if self._is_private(importer, imported)]
        return ContractCheck(kept=not crossings, metadata={"crossings": crossings})

    def _is_private(self, importer: str, imported: str) -> bool:
        source, target = importer.split("."), imported.split(".")
        if len(source) < 2 or len(target) < 3 or source[1] == target[1] or target[1] in SHELLS:
            return False
        return target[2] not in self.rooms and "tests" not in source

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each crossing."""
        for importer, imported in check.metadata["crossings"]:
            output.print_error(f"{importer} enters {imported}, which is private.")
            output.new_line()

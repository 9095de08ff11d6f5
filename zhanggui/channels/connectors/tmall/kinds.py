"""The public Tmall report as a kind of import."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.kinds import ReadOrderFile
from zhanggui.channels.connectors.tmall.report_rows import INDEX_NAMES, REPORT_HEADER, ReportReader
from zhanggui.kernel.imports.ports import register_kind


class TmallReport(ReadOrderFile):
    """The seven-column Tmall report: no items, and of the address only the province."""

    code = "tmall_report"
    label = _("Tmall order report")

    def recognise(self, header: Sequence[str]) -> int:
        """Exactly its columns; any other selection is an ordinary order file."""
        names = set(header)
        return 100 if names >= set(REPORT_HEADER) and names - set(REPORT_HEADER) <= INDEX_NAMES else 0

    def reader(self, position: int, header: Sequence[str]) -> ReportReader:
        """Rows are orders."""
        return ReportReader(header, position=position)

    def template_header(self) -> list[str]:
        """Its seven columns."""
        return list(REPORT_HEADER)


register_kind(TmallReport())

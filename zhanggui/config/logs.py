"""Logs as JSON lines in the home: request id, no personal data, rotated."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from zhanggui.kernel.clock import current_request_id

_MEGABYTE = 1024 * 1024


class RequestIdFilter(logging.Filter):
    """Adds the id of the request or job that is being served."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes; it only gains a field."""
        record.request_id = current_request_id()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Arguments that hold request bodies are never logged."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, logger, message, request id and the traceback if any."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def home_log_handler(home: str) -> logging.Handler:
    """A file in the home that is rotated at 10 MB and kept five times."""
    folder = Path(home) / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(folder / "app.jsonl", maxBytes=10 * _MEGABYTE, backupCount=5, delay=True)

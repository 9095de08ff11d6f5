"""The REST API: collects what modules offer under /api/v1/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Zhanggui", version="1", openapi_url="openapi.json", docs_url="docs", urls_namespace="api")

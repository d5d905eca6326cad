"""An application on paper as its reviewers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rfa.presenters import papers
from app.rfa.presenters.signing import belongs

if TYPE_CHECKING:
    from app.reviews.queries.sheets import Reading
    from app.rfa.models import Application, Signature


def application_paper(of: Application, reading: Reading, signature: Signature | None) -> bytes:
    """The version as a PDF; without a `signature` nothing on it says who applied or signed."""
    version = reading.version
    signed = signature is not None and belongs(signature, version)
    facts = papers.PaperFacts(
        status=f"Submitted, version {version.number}",
        made_at=version.submitted_at,
        reference=of.reference or "",
        submitted_at=version.submitted_at if signature is not None else None,
        signed=papers.Signed(signature.name, signature.title, signature.signed_at)
        if signature is not None and signed
        else None,
    )
    return papers.application_pdf(reading.content, facts)

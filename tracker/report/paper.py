"""The page as a PDF, by WeasyPrint, which only its extra brings along."""

from typing import NoReturn

from tracker.errors import NotWritten

_OR_PRINT = "Or write an .html, and have a browser print it to PDF."


def pdf(page: str) -> bytes:
    """Return a page as a PDF on A4, with its headings and tables as a screen reader knows them.

    Raises NotWritten where WeasyPrint is missing, or Pango, which it writes with.
    """
    try:
        from weasyprint import HTML
    except ImportError:
        raise NotWritten(
            "a PDF needs the package weasyprint, which is not installed. Nothing was written.",
            f'Install it: pip install "selfcare-tracker[pdf]"\n{_OR_PRINT}',
        ) from None
    except OSError:
        raise NotWritten(
            "a PDF needs Pango, a library that this system does not have. Nothing was written.",
            f"Its own packages have it, on Debian libpangoft2-1.0-0.\n{_OR_PRINT}",
        ) from None
    made: bytes = HTML(string=page, url_fetcher=_refuse).write_pdf(pdf_tags=True)
    return made


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    """Fetch nothing, as a page has all that it needs."""
    raise ValueError(f"{url} is not to be fetched")

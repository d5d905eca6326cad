"""Words that say nothing: of links, of pictures. English and Spanish."""

from __future__ import annotations

import re
import unicodedata

_EMPTY_LINKS = frozenset(
    {"here", "click", "click here", "click this", "this", "this link", "this page", "link"}
    | {"more", "read more", "learn more", "see more", "more info", "details", "go", "go here"}
    | {"see here", "read here", "download", "download here", "open", "view", "website", "page"}
    | {"read this", "see this", "tap here", "press here", "continue", "the link", "info"}
    | {"aqui", "haga clic", "haga clic aqui", "clic", "clic aqui", "este enlace", "enlace"}
    | {"mas", "leer mas", "lea mas", "ver mas", "vea mas", "mas informacion", "esta pagina"}
    | {"pulse aqui", "descargar", "descargue aqui", "abrir", "ver", "sitio web", "esto"}
    | {"saber mas", "vea aqui", "lea aqui", "informacion", "pagina", "continuar", "detalles"}
)
_EMPTY_ALTS = frozenset(
    {"image", "picture", "photo", "photograph", "graphic", "chart", "diagram", "figure", "icon"}
    | {"screenshot", "logo", "alt", "alt text", "untitled", "img"}
    | {"imagen", "foto", "fotografia", "grafica", "grafico", "diagrama", "figura", "icono"}
    | {"captura", "captura de pantalla", "sin titulo"}
)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S*", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|heic)|(?:img|dsc|image)[_-]?\d+", re.IGNORECASE
)


def says_where(words: str) -> bool:
    """Whether the words of a link tell, alone, where it leads.

    >>> says_where("the form for a ride"), says_where("Click here!"), says_where("Lea más")
    (True, False, False)
    """
    return _bare(words) not in _EMPTY_LINKS | {""}


def is_address(words: str) -> bool:
    """Whether the words of a link are only its address, which nobody wants read aloud.

    >>> is_address("https://msdh.ms.gov/page/1"), is_address("www.cdc.gov"), is_address("cdc.gov")
    (True, True, False)
    """
    return bool(_ADDRESS.fullmatch(words) or _DOMAIN.fullmatch(words))


def tells_picture(alt: str) -> bool:
    """Whether an alternative text says what the picture shows.

    >>> tells_picture("A nurse and a mother fill in a form"), tells_picture("IMG_0123.jpg")
    (True, False)
    """
    return _bare(alt) not in _EMPTY_ALTS and not _FILE_NAME.fullmatch(alt.strip())


def _bare(words: str) -> str:
    """Lower case, without accents and signs.

    >>> _bare("¡Haga clic  aquí!")
    'haga clic aqui'
    """
    plain = unicodedata.normalize("NFKD", words).lower()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))

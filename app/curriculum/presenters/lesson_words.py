"""The few words that the portal adds to the text of a lesson, in its language."""

from __future__ import annotations

from dataclasses import dataclass

from app.curriculum.domain.kinds import Language


@dataclass(frozen=True, slots=True)
class Words:
    """`minutes`, `at` and `transcript` are completed by the one who shows them."""

    video: str
    minutes: str
    away: str
    captions_at_host: str
    captions_file: str
    no_captions: str
    transcript: str
    no_transcript: str
    ticked: str
    not_shown: str
    numbers: str
    month: str


WORDS = {
    Language.ENGLISH: Words(
        video="Video",
        minutes="{count} minutes, at {host}.",
        away="(leads to another site)",
        captions_at_host="Captions: switch them on at the player (CC).",
        captions_file="Captions as a file",
        no_captions="No captions yet.",
        transcript="Read what is said and shown",
        no_transcript="No transcript yet.",
        ticked="Done:",
        not_shown="This part of the lesson cannot be shown. Tell program staff.",
        numbers="The numbers",
        month="Month",
    ),
    Language.SPANISH: Words(
        video="Video",
        minutes="{count} minutos, en {host}.",
        away="(lleva a otro sitio)",
        captions_at_host="Subtítulos: actívelos en el reproductor (CC).",
        captions_file="Subtítulos en un archivo",
        no_captions="Aún no hay subtítulos.",
        transcript="Lea lo que se dice y se muestra",
        no_transcript="Aún no hay transcripción.",
        ticked="Hecho:",
        not_shown="Esta parte de la lección no se puede mostrar. Avise al equipo del programa.",
        numbers="Los números",
        month="Mes",
    ),
}

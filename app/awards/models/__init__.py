"""Tables of decisions and awards."""

from app.awards.models.beginning import Agreement, AgreementText, AwardReply, Milestone, StepTick
from app.awards.models.decisions import (
    Appeal,
    AwardPlan,
    BoardSnapshot,
    Decision,
    DecisionSurvey,
    Feedback,
    Letter,
    LetterTemplate,
    Release,
)

__all__ = [
    "Agreement",
    "AgreementText",
    "Appeal",
    "AwardPlan",
    "AwardReply",
    "BoardSnapshot",
    "Decision",
    "DecisionSurvey",
    "Feedback",
    "Letter",
    "LetterTemplate",
    "Milestone",
    "Release",
    "StepTick",
]

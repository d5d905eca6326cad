"""What the teams of the demo cohort tried: ramps of PDSA cycles that explain their numbers.

A topic is told once, as a ramp from one patient to everyday practice; teams take it up in
different months, as teams of a collaborative do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.improvement.domain.states import CycleState
from app.operations.demo import clinics


@dataclass(frozen=True, slots=True)
class Test:
    """One cycle of a topic. `days` is how long it ran."""

    title: str
    purpose: str
    scale: str
    patients: int
    days: int
    objective: str
    what: str
    question: str
    predicted: str
    result: str
    matched: bool
    observed: str
    learned: str
    decision: str
    next_steps: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A ramp of cycles about one measure."""

    measure: str
    title: str
    where: str
    collection: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Ramp:
    """A topic at a clinic, from month `begins` (of the cohort, from 0).

    `still` is where its last test stands when it is not finished.
    """

    clinic: str
    topic: Topic
    begins: int
    still: CycleState | None = None

    @property
    def effect(self) -> int | None:
        """The month from which the change is everyday practice; None when it was given up."""
        return None if self.topic.tests[-1].decision == "abandon" else self.begins + 2


SHARED_PLAN = Topic(
    "M07",
    "Shared plan of care at the visit",
    "Exam rooms and care coordinator's desk",
    "Care coordinator counts plans made and visits planned, on a tally sheet",
    (
        Test(
            "Try the one-page plan with one family",
            "test",
            "1 family",
            1,
            5,
            "Learn whether a plan can be written with the family in one visit",
            "Care coordinator fills in the one-page plan together with the family after the visit",
            "How long does it take to write the plan together?",
            "Less than 20 minutes",
            "35 minutes: the medicine list took most of it",
            False,
            "The mother liked seeing her own words. Looking up medicines held everybody up.",
            "The plan works, the medicine list must be ready before the family comes.",
            "adapt",
            "Print the medicine list the day before and try five families",
        ),
        Test(
            "Five families, medicine list printed the day before",
            "test",
            "5 families",
            5,
            10,
            "Learn whether a printed medicine list brings the time under 20 minutes",
            "Front desk prints the list with the schedule; coordinator writes the plan",
            "How many of five plans take less than 20 minutes?",
            "Four of five",
            "Four of five, 17 minutes on average",
            True,
            "One family came without an appointment, so nothing was printed.",
            "With the list ready it fits into the visit.",
            "adapt",
            "Let all of one provider's families have it for two weeks",
        ),
        Test(
            "All families of one provider for two weeks",
            "test",
            "1 provider",
            22,
            14,
            "Learn whether it holds on a full clinic day",
            "Every CYSHCN visit of one provider, Monday to Friday",
            "In how many visits is a plan finished the same day?",
            "At least 80 percent",
            "19 of 22 visits (86 percent)",
            True,
            "Two days without the coordinator had no plans. A medical assistant can do it too.",
            "Somebody must stand in for the coordinator.",
            "adopt",
            "Train two medical assistants, then all providers",
        ),
        Test(
            "All providers, two medical assistants trained",
            "implement",
            "whole clinic",
            90,
            30,
            "Make the plan part of every planned visit",
            "Plan is a step of the rooming checklist; huddle names the families each morning",
            "Will the share of children with a current plan pass 40 percent in two months?",
            "Yes",
            "Yes, in the second month",
            True,
            "The morning huddle keeps it alive. New staff learn it in their first week.",
            "The checklist does the remembering.",
            "adopt",
            "Check ten charts each month that plans are renewed after six months",
        ),
    ),
)
COORDINATOR_CARD = Topic(
    "M10",
    "Every family knows its coordinator",
    "Front desk and waiting room",
    "Two questions at check-out, answers ticked on a card",
    (
        Test(
            "Hand a card with name and number to three families",
            "test",
            "3 families",
            3,
            4,
            "Learn whether families know whom to call after getting a card",
            "Coordinator hands over a card with her name, photo and number",
            "How many of three families can name the coordinator two days later?",
            "All three",
            "Two of three; the grandmother had not been told",
            False,
            "Whoever comes with the child is not always the one who calls.",
            "The card must also reach home: put it on the plan and the refrigerator.",
            "adapt",
            "Add a magnet and a second card",
        ),
        Test(
            "Card and magnet for one clinic session",
            "test",
            "1 session",
            9,
            7,
            "Learn whether the magnet makes the difference",
            "Every family of Tuesday afternoon gets card and magnet",
            "How many of nine know the name a week later?",
            "Seven of nine",
            "Eight of nine",
            True,
            "Children asked for the magnet. One family had moved.",
            "Worth the 60 cents.",
            "adopt",
            "Order 300 magnets and hand them out at check-out",
        ),
        Test(
            "Everybody at check-out, and a call in the first month",
            "implement",
            "whole clinic",
            70,
            30,
            "Make it part of check-out",
            "Front desk hands out card and magnet; coordinator calls new families once",
            "Will three of four families name their coordinator on the monthly card?",
            "Yes, within two months",
            "Yes, 78 percent in the second month",
            True,
            "The call finds wrong numbers early.",
            "A call in the first month builds the habit of calling back.",
            "adopt",
            "Keep the call; new front-desk staff get it in their first week",
        ),
    ),
)
REFERRAL_LOOP = Topic(
    "M12",
    "Close the referral loop",
    "Referral desk",
    "Referral log: date sent, date of the report, who called",
    (
        Test(
            "Call about five open referrals",
            "learn",
            "5 referrals",
            5,
            5,
            "Learn why reports do not come back",
            "Coordinator calls five specialist offices about referrals older than 30 days",
            "What is the most common reason?",
            "The family did not go",
            "Four of five had gone; the report went to a fax number we no longer have",
            False,
            "One call took 25 minutes on hold.",
            "The loop breaks at our fax number, not at the family.",
            "adapt",
            "Send the new fax number with every referral",
        ),
        Test(
            "New cover sheet for one week",
            "test",
            "1 week",
            14,
            21,
            "Learn whether reports come back with the right number on the sheet",
            "All referrals of one week go out with the new cover sheet",
            "How many of 14 reports are back after three weeks?",
            "Ten",
            "Nine",
            False,
            "Two offices only use their portal.",
            "Close to it; the two big offices need their own way.",
            "adapt",
            "Get a log-in for the portals of the two big offices",
        ),
        Test(
            "Referral list at the Monday huddle",
            "implement",
            "whole clinic",
            48,
            30,
            "No referral older than 30 days without a call",
            "Coordinator reads out open referrals on Monday; each has one owner",
            "Will 60 percent of loops be closed within the month?",
            "Yes",
            "64 percent",
            True,
            "Naming an owner was the difference.",
            "What is read out on Monday gets done by Friday.",
            "adopt",
            "Keep the list to one page; review the rule in three months",
        ),
    ),
)
TRANSITION_TALK = Topic(
    "M18",
    "Talk about adult needs from age 12",
    "Well-visit rooms",
    "Question 6 of the after-visit card, ages 12 to 21",
    (
        Test(
            "Three questions on a clipboard with two teens",
            "test",
            "2 teens",
            2,
            5,
            "Learn whether teens answer the three questions",
            "Medical assistant hands the clipboard while taking vitals",
            "Will they answer before the provider comes in?",
            "Both will",
            "Both did; one wanted to keep the sheet",
            True,
            "Parents were surprised, then pleased.",
            "It starts the talk by itself.",
            "adapt",
            "Put it on a laminated card and try for a week",
        ),
        Test(
            "All 12 to 21 year-olds for one week",
            "test",
            "1 week",
            11,
            7,
            "Learn whether it fits into the visit",
            "Card at vitals, provider picks one answer and talks about it",
            "In how many of 11 visits will the talk happen?",
            "Eight",
            "Nine",
            True,
            "Sick visits are too short for it.",
            "Well visits and planned follow-ups only.",
            "adopt",
            "Add it to the well-visit template",
        ),
        Test(
            "In the well-visit template",
            "implement",
            "whole clinic",
            40,
            30,
            "Make the talk part of every well visit from age 12",
            "Template asks for the answer before the visit can be closed",
            "Will 70 percent of teens say that we talked about it?",
            "Yes, in the first month",
            "72 percent",
            True,
            "Providers skip what they can close; the template does not let them.",
            "A hard stop helps when the question is short.",
            "adopt",
            "Share the card at the next learning session",
        ),
    ),
)
REGISTRY = Topic(
    "M05",
    "Find our children: the registry",
    "Back office",
    "Count of registry entries, first working day of the month",
    (
        Test(
            "Screen ten charts by hand",
            "learn",
            "10 charts",
            10,
            3,
            "Learn which codes find our children",
            "Two people apply the screener to the same ten charts",
            "On how many charts do both agree?",
            "Nine",
            "Seven; asthma was the hard one",
            False,
            "We argued about mild asthma.",
            "We need a rule for asthma before we search.",
            "adapt",
            "Write the rule with the provider champion",
        ),
        Test(
            "Search by 40 codes in the record",
            "test",
            "1 provider's panel",
            120,
            14,
            "Learn how many children the search finds, and how many wrongly",
            "Run the search for one panel, check 20 by hand",
            "How many of 20 are right?",
            "16",
            "18",
            True,
            "Two had old codes from the hospital.",
            "Good enough to start, with a yearly check.",
            "adopt",
            "Run it for all panels",
        ),
        Test(
            "All panels, and the screener at check-in for new families",
            "implement",
            "whole clinic",
            300,
            30,
            "Have every child on the list within three months",
            "Monthly search; five-question screener at the first visit",
            "Will we pass 60 percent of the expected number?",
            "Yes, by the second month",
            "Not yet: 57 percent in the second month, 63 in the third",
            False,
            "Spanish screener was missing for the first weeks.",
            "Have both languages before the first day.",
            "adopt",
            "Add the flag to the schedule so that everybody sees it",
        ),
    ),
)
HOSPITAL_LIST = Topic(
    "M13",
    "Call families after the emergency department",
    "Care coordinator's desk",
    "Call log: day of the visit, day we heard of it, day of the call",
    (
        Test(
            "Ask the hospital for one week of names",
            "learn",
            "1 week",
            6,
            9,
            "Learn how soon we can know that a child was there",
            "Coordinator asks the hospital's records office for a list each morning",
            "How many days after the visit does the list reach us?",
            "Two days",
            "Six days; two lists never came",
            False,
            "The office is staffed on three mornings a week.",
            "A list by fax depends on one person there.",
            "adapt",
            "Ask whether the nurse on duty can call us",
        ),
        Test(
            "The nurse on duty calls us",
            "test",
            "2 weeks",
            7,
            14,
            "Learn whether a call the same day is possible",
            "The nurse rings the coordinator's line when one of our children leaves",
            "For how many of the children do we get a call?",
            "Half of them",
            "One of seven",
            False,
            "Nurses change each shift and had not heard of it.",
            "We cannot ask strangers to remember us.",
            "adapt",
            "Try the state's alert feed with our registry list",
        ),
        Test(
            "Alerts from the state's exchange",
            "test",
            "1 month",
            8,
            30,
            "Learn whether alerts by exchange are complete enough to act on",
            "We upload the registry list and get alerts by secure mail",
            "For how many visits does an alert come within two days?",
            "Eight of ten",
            "Three of eight; the hospital sends only admissions",
            False,
            "Emergency visits without admission are not in the feed yet.",
            "Not until the hospital joins in full; planned for next year.",
            "abandon",
            "",
        ),
    ),
)

RAMPS = (
    Ramp(clinics.MAGNOLIA, SHARED_PLAN, 8),
    Ramp(clinics.MAGNOLIA, COORDINATOR_CARD, 9),
    Ramp(clinics.MAGNOLIA, REFERRAL_LOOP, 15, still=CycleState.RUNNING),
    Ramp(clinics.SWEETGUM, TRANSITION_TALK, 6),
    Ramp(clinics.SWEETGUM, SHARED_PLAN, 14, still=CycleState.STUDYING),
    Ramp(clinics.WISTERIA, REFERRAL_LOOP, 7),
    Ramp(clinics.WISTERIA, REGISTRY, 15, still=CycleState.DRAFT),
    Ramp(clinics.PERSIMMON, COORDINATOR_CARD, 8),
    Ramp(clinics.TALLOW, SHARED_PLAN, 6),
    Ramp(clinics.GULF_PINE, REGISTRY, 9),
    Ramp(clinics.GULF_PINE, HOSPITAL_LIST, 12),
    Ramp(clinics.TRACE, TRANSITION_TALK, 5),
    Ramp(clinics.TRACE, REFERRAL_LOOP, 10),
    Ramp(clinics.WILLOW, COORDINATOR_CARD, 9, still=CycleState.RUNNING),
)
FROM_OUTSIDE = {(clinics.WILLOW, "M12"): 10}
"""Changes that nobody tested: at Black Willow the coordinator left."""


def effect(clinic: str, measure: str) -> int | None:
    """The month from which something shows in a measure of a clinic."""
    tested = (r.effect for r in of_clinic(clinic) if r.topic.measure == measure)
    return next(tested, FROM_OUTSIDE.get((clinic, measure)))


def of_clinic(clinic: str) -> Iterator[Ramp]:
    """The ramps of a clinic, oldest first."""
    return (ramp for ramp in RAMPS if ramp.clinic == clinic)

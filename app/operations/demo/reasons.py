"""The words of the demo reviewers: why a score is what it is, and what they liked and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.operations.demo import contenders

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "K1": (
        (
            "No figure of their own families.",
            "The need is claimed, not shown. I miss numbers.",
            "This could be said of any county. Who are their families?",
        ),
        (
            "Own figures, but the gap is not tied to the aim.",
            "The numbers are there. Hard-to-reach families get one sentence.",
            "Clear for the county, thinner for the practice itself.",
        ),
        (
            "Own figures, and they lead straight to the aim.",
            "They counted what they miss, and say who is left out. That is rare.",
            "Need, gap and reach fit together. The numbers can be checked.",
        ),
    ),
    "K2": (
        (
            "Support in words only. No time is named.",
            "I see good will, but nobody gives up an hour for it.",
            "The leaders are hardly in this application.",
        ),
        (
            "Time is named. It is not said who covers for them.",
            "A fixed hour. Nothing on what happens when the clinic is full.",
            "The leader is for it, but does not look at the numbers yet.",
        ),
        (
            "Protected in writing, and the leader looks at the chart each month.",
            "Visits are taken off the schedule for it. That is real time.",
            "The letter and the answer say the same, down to the hour.",
        ),
    ),
    "K3": (
        (
            "The team rests on one person.",
            "Roles are missing, and two people leave soon.",
            "Hours are given, but I do not see who does what.",
        ),
        (
            "Enough roles and hours. No deputies.",
            "A good mix. They have not worked together before.",
            "The roster is complete. The data person has very little time.",
        ),
        (
            "All roles with hours, and somebody to stand in for each.",
            "They have done this together before, and it shows.",
            "The roster is strong, with a clinician who has time for it.",
        ),
    ),
    "K4": (
        (
            "No example of a test that was measured.",
            "An inspection is not improvement work. Nothing was tried here.",
            "They are willing, I think, but show no experience.",
        ),
        (
            "One honest example with numbers.",
            "A real gain. I cannot see what they tested on the way.",
            "They improved something small and kept it.",
        ),
        (
            "Cycles with data, and a failure that taught them something.",
            "They dropped what did not work and say so. I trust these numbers.",
            "A good story from aim to lasting gain.",
        ),
    ),
    "K5": (
        (
            "They do not know yet how they would count.",
            "Somebody else has the data, and they have not asked.",
            "No report was run this year. This will be slow.",
        ),
        (
            "A workable plan, by sample where they must.",
            "Reports are possible. One person alone can build them.",
            "Monthly counts will work. Referrals will be hard.",
        ),
        (
            "Reports run already, and they check them against charts.",
            "Tested, monthly, and with a deputy.",
            "They could send numbers tomorrow.",
        ),
    ),
    "K6": (
        (
            "Vague. I do not learn who calls whom.",
            "No gap is named, so I cannot see what would change.",
            "Coordination depends on who is on duty.",
        ),
        (
            "Strengths and gaps are clear.",
            "They know what they lack: word from emergency rooms.",
            "A list exists, and half a day a week to work on it.",
        ),
        (
            "Named people at schools, dentists and emergency rooms.",
            "One list with levels, and meetings that take place.",
            "Strong links, and an honest word about what is missing.",
        ),
    ),
    "K7": (
        (
            "No family partner, and no plan to find one.",
            "Families are spoken about, not with.",
            "A poster is not a plan.",
        ),
        (
            "Somebody is found, and there is pay.",
            "A plan with pay. Training is not mentioned.",
            "Willing parents, but they have not met yet.",
        ),
        (
            "A named partner, paid, trained and with a say.",
            "Families lead the work that concerns them.",
            "Pay, child care and the way. They have thought of it.",
        ),
    ),
    "K8": (
        (
            "A wish. I could not tell when it is reached.",
            "The first test is not a test but a purchase.",
            "No number and no idea of how it would last.",
        ),
        (
            "Measurable. The first test could be smaller.",
            "A clear aim. How it lasts stays open.",
            "Good numbers, and a first step that they can take next week.",
        ),
        (
            "Measurable, with a small first test and an idea for spread.",
            "I could start this test with them on Monday.",
            "Aim, test and lasting gain fit together.",
        ),
    ),
}
"""Why a score is low, middling or high, in three ways of saying it."""
STRENGTHS: Mapping[str, tuple[str, str]] = {
    contenders.BAYOU: (
        "They know their 240 children, and go to the house when the phone is dead.",
        "Every number comes with how it was found. The outreach worker is the heart of it.",
    ),
    contenders.COPPER: (
        "The only clinic for children in its county, and honest about what it lacks.",
        "Where else would these 70 families go? And they know that a list comes first.",
    ),
    contenders.HARBOR: (
        "Ready to start. The family partner has a contract and a real say.",
        "Three languages, run charts since 2023, and a test that failed told plainly.",
    ),
    contenders.KESTREL: (
        "They learned from a gain that did not last, and aim at the real trouble.",
        "Nobody else writes that three coordinators call the same family.",
    ),
    contenders.MUSCADINE: (
        "A small aim that the hospital pays time for. The huddle is there already.",
        "15 of 22 by chance: they know exactly what they want to hear of.",
    ),
    contenders.COTTONWOOD: (
        "They saw that their own list is too short, and begin there.",
        "Three questions at check-in can be tested tomorrow.",
    ),
    contenders.SWALLOWTAIL: (
        "One page that the parent carries: simple, and close to families.",
        "Parents chair the council, and the director takes the minutes.",
    ),
    contenders.PECAN: (
        "The owners are on the team, and teenagers are asked themselves.",
        "31 of 38 without a word on adult care. They counted, and it moved them.",
    ),
    contenders.TURTLE: (
        "They know what keeps families away, and drive there.",
        "The van is a better idea than most software.",
    ),
    contenders.IRON: (
        "The nurses know their families, and the hospital stands behind the clinic.",
        "A willing clinic in a county that has few.",
    ),
}
"""What is good about a clinic, in two ways of saying it."""
CONCERNS: Mapping[str, tuple[str, str]] = {
    contenders.BAYOU: (
        "Word from the emergency rooms is missing, and the plan does not change that.",
        "Five families in two weeks is small. It should grow faster than they say.",
    ),
    contenders.COPPER: (
        "Data by hand, no family partner, and one person who carries everything.",
        "The aim is a list, not better care. I would want the next step in writing.",
    ),
    contenders.HARBOR: (
        "They would do well without us. Would the money do more elsewhere?",
        "No word on the base hospital besides asking the family.",
    ),
    contenders.KESTREL: (
        "The medical director leaves, and the board has not named any time.",
        "I read a resolution, but no hour and no name. This has been promised before.",
    ),
    contenders.MUSCADINE: (
        "One analyst day a month is thin when a report has to be built.",
        "Only one hospital sends its list. The others have to be won first.",
    ),
    contenders.COTTONWOOD: (
        "One person builds all reports, and families have not been met yet.",
        "A move in the fall, in the middle of it all.",
    ),
    contenders.SWALLOWTAIL: (
        "63 children are a lot for two nurses in the first year.",
        "How the page gets into the other hospital's record is left open.",
    ),
    contenders.PECAN: (
        "There is no practice for adults yet that would take the young people over.",
        "Four teenagers are few. I would like to see more by the second month.",
    ),
    contenders.TURTLE: (
        "No idea yet of how a gain would last, and counts by hand.",
        "An estimate instead of a list, and nobody besides the owner.",
    ),
    contenders.IRON: (
        "No measurable aim, no figures, and both leads leave this year.",
        "A coordinator would be hired before anything is tried.",
    ),
}
"""What is missing, in two ways of saying it."""

"""What the clinics of the pilot round wrote: made up, and each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.operations.demo import contenders
from app.operations.demo.application_answers import aim, budget, one, patients

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.operations.demo.application_answers import Answers

WORDS: Mapping[str, Mapping[str, Answers]] = {
    contenders.SWALLOWTAIL: {
        "need": one(
            B3="190",
            B4=(
                "190 of our 1,300 children have a special health care need. 63 of them see three "
                "or more specialists, in Jackson or in Birmingham, and their parents carry the "
                "papers from one to the next."
            ),
            B5="Lauderdale, Kemper and Newton",
            B5a="95",
            B6="Our patient advocates speak Spanish and Choctaw, and go to the families' homes.",
        )
        | patients(500, 440, 360),
        "team": one(
            C2=(
                "Our director gives the team Monday from 8 to 9 and takes the minutes herself. "
                "The board gets the run charts every quarter."
            ),
        ),
        "data": one(
            D1=(
                "We raised screening for development from 52% to 91% in a year. The first test, "
                "a form sent by mail, brought back 3 of 40. Asking in the waiting room worked."
            ),
            D2="Demo EHR 11",
            D4="Our analyst sends the counts on the 5th. The last report was for last month.",
        ),
        "coordination": one(
            F1=(
                "Two nurses coordinate 63 children closely. We have names at the children's "
                "hospital, at three schools and at the dental school's clinic."
            ),
            F3="Two parents are paid 28 dollars an hour and chair our family council.",
            F4="ncqa",
            F5="often",
        ),
        "plan": one(
            G2="One page with the plan, carried by the parent, with six families for a month.",
            G3="The page prints from the record, so that nobody has to write it twice.",
        )
        | aim(
            "Children who see three or more specialists have one shared plan",
            "From 10% to 80%",
            "The 63 children on our close list, then all 190",
            "At our site in Meridian",
        ),
        "budget": budget(7_800, 3_600, 1_000, 1_700, 900),
    },
    contenders.PECAN: {
        "need": one(
            B3="150",
            B4=(
                "150 of 1,650 patients under 21 have a special health care need. 38 of them turn "
                "18 in the next two years, and for 31 nobody has talked about adult care."
            ),
            B5="Lowndes, Clay and Noxubee",
            B5a="140",
            B6="We ask teenagers themselves, in a group that meets in the evening with pizza.",
        )
        | patients(610, 560, 480),
        "team": one(
            C2=(
                "Both owners are on the team. One half day each month is closed to visits for "
                "it, and the owners read the numbers before we meet."
            ),
        ),
        "data": one(
            D1="We wanted every newborn seen within five days: from 70% to 94% in four months.",
            D2="Demo EHR 12",
            D4="Our office manager runs the report each month, and a nurse can stand in.",
        ),
        "coordination": one(
            F1=(
                "A nurse coordinates for 12 hours a week. She knows the schools and the mental "
                "health center. We have no agreement with any practice for adults."
            ),
            F3="The mother of a young adult with diabetes is on the team, at 25 dollars an hour.",
        ),
        "plan": one(
            G2="Talk about the change to adult care with four teenagers at their well visit.",
            G3="The talk becomes a line of the well visit at 14, 16 and 18.",
        )
        | aim(
            "Teenagers with special health care needs have a plan for adult care",
            "From 5% to 70%",
            "Patients of 14 to 20 on our registry",
            "At our one site in Columbus",
        ),
        "budget": budget(8_000, 2_800, 900, 1_600, 700),
    },
    contenders.TURTLE: {
        "need": one(
            B3="60",
            B4=(
                "About 60 of our 480 children have a special health care need. We estimate this "
                "from our asthma and seizure lists. The bus to Jackson runs twice a week."
            ),
            B5="Yazoo and Humphreys",
            B5a="60",
            B6="We give rides on clinic days with our own van.",
        )
        | patients(190, 160, 130),
        "team": one(C2="Our owner is a nurse and does this work herself, on Friday afternoons."),
        "data": one(
            D1="We call every no-show the same day. No-shows went from 24% to 15%.",
            D2="Demo EHR 9",
            D4="We count by hand from a sample of 20 charts.",
        ),
        "coordination": one(
            F1="Our van driver is the best coordinator that we have. He should be on the team.",
            F3="We have asked two families. One wants to know more.",
        ),
        "plan": one(
            G2="Ride along with the van for a week and write down what families ask.",
            G3="We do not know yet. We would like to learn it from the others.",
        )
        | aim(
            "Visits to a specialist are kept",
            "From half to four out of five",
            "Children with special health care needs",
            "At our clinic in Yazoo City",
        ),
        "budget": budget(9_200, 1_600, 400, 2_600, 600),
    },
    contenders.IRON: {
        "need": one(
            B3="100",
            B4="There is a lot of need here. Many children have asthma and need more support.",
            B5="Lincoln",
            B5a="65",
            B6="We treat everybody the same.",
        )
        | patients(300, 280, 240),
        "team": one(
            C2="Our administrator supports quality improvement.",
            C4="Our nurse lead and our practice manager both leave this year.",
        ),
        "data": one(
            D1="We passed our last survey without findings.",
            D2="Demo EHR 10, the hospital's",
            D4="The hospital has the data. We have not asked for a report so far.",
            D5="We do not expect problems.",
        ),
        "coordination": one(
            F1="Our nurses coordinate care as part of their work.",
            F3="We would put up a poster to find somebody.",
            F5="unknown",
        ),
        "plan": one(
            G2="Hire a coordinator.",
            G3="The hospital will decide.",
        )
        | aim(
            "Better care for children with special health care needs",
            "Much better",
            "All children",
            "At our clinic",
        ),
        "budget": budget(13_900, 100, 0, 1_000, 0),
    },
}
